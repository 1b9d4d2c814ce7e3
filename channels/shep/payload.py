"""The element `data` of a message, built from a profile's fields."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from .contract import Contract, Payload
from .names import XSI, Element, children, local
from .places import Unfit

_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")
DataSigner = Callable[[Element], Element]


def data_element(contract: Contract, values: Mapping[str, Any], sign: DataSigner) -> Element:
    """`data` with its payload; `sign` puts a signature into the element around the fields, where the profile asks.

    Raises `Unfit` for an order that lacks something, or whose payload the profile's XSD refuses.
    """
    payload = contract.profile.payload
    spaces = {"p": payload.namespace} if payload.namespace else {}
    data = etree.Element("data", nsmap={"xsi": XSI, **spaces} if payload.type else spaces)
    if payload.type:
        data.set(f"{{{XSI}}}type", f"p:{payload.type}" if payload.namespace else payload.type)
    if payload.element is None:
        _fill(data, contract, values)
        return data
    root = etree.Element(_qualified(payload.element, payload), nsmap=spaces)
    _fill(root, contract, values)
    if contract.xsd is not None and not contract.xsd.validate(root):
        raise Unfit(f"the payload does not keep to {payload.schema_}: {contract.xsd.error_log.last_error.message}")
    if payload.signed:
        root = sign(root)
    if payload.form == "text":
        data.text = etree.tostring(root, encoding="unicode")
    else:
        data.append(root)
    return data


def _fill(root: Element, contract: Contract, values: Mapping[str, Any]) -> None:
    for path, template in contract.profile.templates():
        *above, last = path.split("/")
        for position, text in enumerate(template.fill(values)):
            spot = root
            for step in above:
                spot = _child(spot, step, contract.profile.payload)
            try:
                if last.startswith("@"):
                    spot.set(last[1:], text)
                elif position:
                    etree.SubElement(spot, _qualified(last, contract.profile.payload)).text = text
                else:
                    _child(spot, last, contract.profile.payload).text = text
            except ValueError as error:  # a character that XML cannot carry
                raise Unfit(f"{path}: {error}") from None


def _child(parent: Element, step: str, payload: Payload) -> Element:
    """The child of this name (and place, `a[2]`), made where it is not there yet."""
    found = _STEP.fullmatch(step)
    assert found is not None  # the profile was checked
    name, place = found.group(1), int(found.group(2) or 1)
    there = [each for each in children(parent) if local(each) == name]
    while len(there) < place:
        there.append(etree.SubElement(parent, _qualified(name, payload)))
    return there[place - 1]


def _qualified(name: str, payload: Payload) -> str:
    if not payload.namespace or (not payload.qualified and name != payload.element):
        return name
    return f"{{{payload.namespace}}}{name}"
