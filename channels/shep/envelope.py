"""SOAP 1.1 envelopes of both channels: the inner elements unqualified, in the order that the gateway's schemas fix."""

from collections.abc import Mapping
from datetime import datetime

from lxml import etree

from .contract import Profile
from .names import ASYNC, SOAP, SYNC, Element
from .places import wire_time


def sync_message(
    profile: Profile, message_id: str, now: datetime, sender: str, password: str, data: Element
) -> Element:
    """`SendMessage` of SyncChannel (or the service's own wrapper) around the payload."""
    name, space = ("SendMessage", SYNC)
    if profile.wrapper is not None:
        name, space = profile.wrapper.name, profile.wrapper.namespace
    envelope, request = _request(space, name)
    info = etree.SubElement(request, "requestInfo")
    _put(info, "messageId", message_id)
    _put(info, "serviceId", profile.service)
    _put(info, "messageDate", wire_time(now))
    _put(info, "routeId", profile.route)
    _sender(info, profile.sender or sender, password)
    _properties(info, profile.properties)
    etree.SubElement(request, "requestData").append(data)
    return envelope


def async_message(
    profile: Profile, message_id: str, now: datetime, sender: str, password: str, data: Element
) -> Element:
    """`sendMessage` of AsyncChannel: messageType is there, and routeId stands before messageDate."""
    envelope, request = _request(ASYNC, "sendMessage")
    info = etree.SubElement(request, "messageInfo")
    _put(info, "messageId", message_id)
    _put(info, "serviceId", profile.service)
    _put(info, "messageType", profile.message_type)
    _put(info, "routeId", profile.route)
    _put(info, "messageDate", wire_time(now))
    _sender(info, profile.sender or sender, password)
    _properties(info, profile.properties)
    etree.SubElement(request, "messageData").append(data)
    return envelope


def status_question(message_id: str, now: datetime, sender: str, password: str) -> Element:
    """`getMessageStatus` of AsyncChannel."""
    envelope, request = _request(ASYNC, "getMessageStatus")
    _put(request, "messageId", message_id)
    _put(request, "requestDate", wire_time(now))
    _sender(request, sender, password)
    return envelope


def _request(space: str, name: str) -> tuple[Element, Element]:
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soapenv": SOAP})
    etree.SubElement(envelope, f"{{{SOAP}}}Header")
    body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
    wrapper = etree.SubElement(body, f"{{{space}}}{name}", nsmap={"typ": space})
    return envelope, etree.SubElement(wrapper, "request")


def _put(parent: Element, name: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, name).text = text


def _sender(parent: Element, sender: str, password: str) -> None:
    spot = etree.SubElement(parent, "sender")
    _put(spot, "senderId", sender)
    _put(spot, "password", password)


def _properties(parent: Element, properties: Mapping[str, str]) -> None:
    for key, value in properties.items():
        spot = etree.SubElement(parent, "properties")
        _put(spot, "key", key)
        etree.SubElement(spot, "value").text = value
