// A client made of node-smpp: binds as a transceiver to the port in its first
// argument, sends the requests in its second (a JSON list of [command, fields])
// one after the other, prints each answer, and unbinds. "$id" in a message_id
// is the last one that was answered.
'use strict';

const smpp = require('smpp');
const { say } = require('./said');

const [port, list] = [Number(process.argv[2]), JSON.parse(process.argv[3])];
const session = smpp.connect({ host: '127.0.0.1', port });
session.on('error', (e) => { console.log('error ' + e.message); process.exit(1); });
session.on('pdu', (pdu) => {
  if (!pdu.isResponse()) {
    say('asked', pdu);
    if (!['alert_notification', 'outbind'].includes(pdu.command)) session.send(pdu.response());
  }
});

function ask(command, fields) {
  return new Promise((resolve) => session[command](fields, (pdu) => { say('in', pdu); resolve(pdu); }));
}

session.on('connect', async () => {
  const bound = await ask('bind_transceiver', { system_id: 'bongsu', password: 'country', interface_version: 0x50 });
  if (bound.command_status !== 0) process.exit(1);
  let id = '';
  for (const [command, fields] of list) {
    if (fields.message_id === '$id') fields.message_id = id;
    const answer = await ask(command, fields);
    id = answer.message_id || id;
  }
  await ask('unbind', {});
  session.close();
});
