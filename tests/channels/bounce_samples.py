"""Mails of a bounce box, as mail servers and people write them."""

REPORT = """\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.example.kz (Mail Delivery System)
To: {to}
Subject: report
Date: Thu, 18 Jan 2024 12:00:00 +0500
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={report}; boundary="=b"
Message-ID: <report@mx.example.kz>

--=b
Content-Type: text/plain; charset=utf-8

This is the mail system.

--=b
Content-Type: message/{report}
{encoding}
{status}
--=b
Content-Type: {returned}

{headers}
--=b--
"""

STATUS = """\
Reporting-MTA: dns; mx.example.kz
{envelope}Arrival-Date: Thu, 18 Jan 2024 11:59:00 +0500

Final-Recipient: {recipient}
Action: {action}
Status: {code}
Diagnostic-Code: smtp; {words}
"""

VACATION = """\
Return-Path: <>
To: bounces@example.kz
From: asel@example.kz
Subject: Re: № 2024-000101
Auto-Submitted: auto-replied (vacation)
In-Reply-To: <ref-1@example.kz>

I am away. Message-ID: <ref-1@example.kz>
"""

LETTER = """\
To: bounces@example.kz
From: asel@example.kz
Subject: Re: № 2024-000101

Сәлеметсіз бе? User unknown?
"""

EXIM = """\
Return-Path: <>
To: bounces@example.kz
From: Mail Delivery System <Mailer-Daemon@mx.example.kz>
Auto-Submitted: auto-replied
X-Failed-Recipients: asel@example.kz
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its recipients.

  asel@example.kz
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Message-ID: {message_id}
Subject: x
"""


def report(
    action: str = "failed",
    *,
    envelope_id: str = "ref-1",
    message_id: str = "<ref-1@example.kz>",
    to: str = "bounces@example.kz",
    recipient: str = "rfc822; asel@example.kz",
    code: str = "5.1.1",
    words: str = "550 no such user",
    unicode: bool = False,
    encoding: str = "",
    status: str | None = None,
) -> bytes:
    """A report of RFC 3464, or with `unicode` of RFC 6533."""
    envelope = f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else ""
    body = STATUS.format(envelope=envelope, recipient=recipient, action=action, code=code, words=words)
    return REPORT.format(
        to=to,
        report="global-delivery-status" if unicode else "delivery-status",
        encoding=f"Content-Transfer-Encoding: {encoding}\n" if encoding else "",
        status=body if status is None else status,
        returned="message/global-headers" if unicode else "text/rfc822-headers",
        headers=f"Message-ID: {message_id}\nSubject: x\n" if message_id else "Subject: x\n",
    ).encode()
