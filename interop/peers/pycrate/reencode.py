"""Reads lines of a protocol and a message in hexadecimal, decodes each message
with pycrate and writes it as pycrate encodes it, in aligned PER."""

import sys

from pycrate_asn1dir import NGAP, SABP

PDUS = {
    "sabp": SABP.SABP_PDU_Descriptions.SABP_PDU,
    "ngap": NGAP.NGAP_PDU_Descriptions.NGAP_PDU,
}

for line in sys.stdin:
    protocol, octets = line.split()
    pdu = PDUS[protocol]
    try:
        pdu.from_aper(bytes.fromhex(octets))
        print(pdu.to_aper().hex(), flush=True)
    except Exception as error:  # whatever it does not like
        print("error:", type(error).__name__, str(error).replace("\n", " "), flush=True)
