// A cell broadcast centre made of node-smpp: takes broadcasts, keeps them, and
// says on stdout what it was told. Areas named in REFUSE (by comma) fail.
'use strict';

const smpp = require('smpp');
const { say } = require('./said');

const refused = (process.env.REFUSE || '').split(',').filter(Boolean);
const held = []; // newest last
let count = 0;

function find(pdu) {
  if (pdu.message_id) return held.find((b) => b.id === pdu.message_id);
  return held.findLast((b) => b.reference === pdu.user_message_reference);
}

const answers = {
  enquire_link: (pdu) => pdu.response(),
  unbind: (pdu) => pdu.response(),

  broadcast_sm(pdu) {
    const areas = pdu.broadcast_area_identifier || [];
    const failed = areas.filter((a) => refused.includes(a.data));
    if (areas.length === 0) return pdu.response({ command_status: smpp.ESME_RMISSINGTLV || 0xc3 });
    const b = { id: 'n' + ++count, reference: pdu.user_message_reference, areas, failed, state: 1 };
    held.push(b);
    const fields = { message_id: b.id };
    if (failed.length > 0) {
      fields.failed_broadcast_area_identifier = failed;
      fields.broadcast_error_status = failed.map(() => 0x108);
    }
    return pdu.response(fields);
  },

  query_broadcast_sm(pdu) {
    const b = find(pdu);
    if (!b) return pdu.response({ command_status: 0x10e });
    return pdu.response({
      message_id: b.id, message_state: b.state, broadcast_area_identifier: b.areas,
      broadcast_area_success: 100, user_message_reference: b.reference,
    });
  },

  cancel_broadcast_sm(pdu) {
    const b = find(pdu);
    if (!b || b.state !== 1) return pdu.response({ command_status: 0x10f });
    b.state = 4;
    return pdu.response();
  },

  submit_sm: (pdu) => pdu.response({ message_id: 'n' + ++count }),
  submit_multi: (pdu) => pdu.response({ message_id: 'n' + ++count }),
};
for (const kind of ['receiver', 'transmitter', 'transceiver']) {
  answers['bind_' + kind] = (pdu) => pdu.response({ system_id: 'node-smpp', sc_interface_version: 0x50 });
}

const server = smpp.createServer((session) => {
  session.on('error', (e) => console.log('error ' + e.message));
  session.on('pdu', (pdu) => {
    say('in', pdu);
    if (pdu.isResponse()) return;
    const answer = answers[pdu.command];
    session.send(answer ? answer(pdu) : pdu.response({ command_status: 0x03 }));
    if (pdu.command === 'unbind') session.close();
  });
});
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port));
