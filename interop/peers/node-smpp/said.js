// Prints a PDU as one line of JSON: octets in hexadecimal, times in ISO 8601.
'use strict';

exports.say = function (way, pdu) {
  const out = { way };
  for (const key of Object.keys(pdu)) out[key] = pdu[key];
  console.log(JSON.stringify(out, (key, value) =>
    value && value.type === 'Buffer' ? Buffer.from(value.data).toString('hex') : value));
};
