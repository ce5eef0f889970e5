import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.jsmpp.bean.*;
import org.jsmpp.bean.OptionalParameter.Broadcast_area_identifier;
import org.jsmpp.bean.OptionalParameter.Broadcast_area_success;
import org.jsmpp.bean.OptionalParameter.Broadcast_error_status;
import org.jsmpp.bean.OptionalParameter.Message_state;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.*;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;

/**
 * A cell broadcast centre made of jSMPP: takes broadcasts, keeps them, and says
 * on standard output, as JSON line by line, what it was told. The areas named as
 * arguments fail.
 */
public class Server implements ServerMessageReceiverListener {
  static final int AREA = 0x0606, REFERENCE = 0x0204;

  record Broadcast(String id, byte[] reference, List<byte[]> areas, boolean[] over) {}

  final List<Broadcast> held = new ArrayList<>();
  final List<String> refused;

  Server(String[] refused) { this.refused = Arrays.asList(refused); }

  public static void main(String[] args) throws Exception {
    var socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    var listener = new SMPPServerSessionListener(socket.getLocalPort(), new Loopback(socket));
    System.out.println("listening " + socket.getLocalPort());
    var server = new Server(args);
    while (true) {
      var session = listener.accept();
      session.setMessageReceiverListener(server);
      new Thread(() -> serve(session)).start();
    }
  }

  /** Takes the one socket there is, on loopback, for whatever port is asked. */
  record Loopback(ServerSocket socket) implements ServerConnectionFactory {
    public ServerConnection listen(int port) { return new ServerSocketConnection(socket); }
    public ServerConnection listen(int port, int timeout) { return listen(port); }
    public ServerConnection listen(int port, int timeout, int backlog) { return listen(port); }
  }

  static void serve(SMPPServerSession session) {
    try {
      var bind = session.waitForBind(5000);
      System.out.printf("{\"command\":\"%s\",\"system_id\":\"%s\",\"version\":\"%s\"}%n",
          bind.getBindType().name().toLowerCase(), bind.getSystemId(), bind.getInterfaceVersion());
      bind.accept("jsmpp", InterfaceVersion.IF_50);
    } catch (Exception e) {
      System.out.println("error " + e);
      session.close();
    }
  }

  /** Says what came; the parameters in their order, whole. */
  static void say(String command, String id, String validity, int coding, OptionalParameter[] all) {
    var tlvs = new StringJoiner("\",\"", "[\"", "\"]");
    tlvs.setEmptyValue("[]");
    for (var p : all) tlvs.add(HexFormat.of().formatHex(p.serialize()));
    System.out.printf("{\"command\":\"%s\",\"message_id\":\"%s\",\"validity_period\":\"%s\",\"data_coding\":%d,\"tlvs\":%s}%n",
        command, id == null ? "" : id, validity, coding, tlvs);
  }

  static byte[] value(OptionalParameter p) {
    var b = p.serialize();
    return Arrays.copyOfRange(b, 4, b.length);
  }

  static List<byte[]> values(OptionalParameter[] all, int tag) {
    return Arrays.stream(all).filter(p -> p.tag == (short) tag).map(Server::value).toList();
  }

  /** Finds a broadcast by its message_id or, the newest, by its reference. */
  Broadcast find(String id, OptionalParameter[] all) {
    var references = values(all, REFERENCE);
    for (int i = held.size() - 1; i >= 0; i--) {
      var b = held.get(i);
      if (id != null && !id.isEmpty() ? b.id.equals(id) : !references.isEmpty() && Arrays.equals(b.reference, references.get(0))) return b;
    }
    return null;
  }

  public synchronized BroadcastSmResult onAcceptBroadcastSm(BroadcastSm m, SMPPServerSession s) throws ProcessRequestException {
    var all = m.getOptionalParameters();
    say("broadcast_sm", m.getMessageId(), m.getValidityPeriod(), m.getDataCoding(), all);
    try {
      var areas = values(all, AREA);
      var references = values(all, REFERENCE);
      var b = new Broadcast("j" + (held.size() + 1), references.isEmpty() ? new byte[0] : references.get(0), areas, new boolean[1]);
      held.add(b);
      var answer = new ArrayList<OptionalParameter>();
      for (var area : areas) {
        if (refused.contains(new String(area, 1, area.length - 1))) {
          answer.add(new Broadcast_area_identifier(area));
          answer.add(new Broadcast_error_status(0x108));
        }
      }
      return new BroadcastSmResult(new MessageId(b.id), answer.toArray(OptionalParameter[]::new));
    } catch (org.jsmpp.PDUStringException e) {
      throw new ProcessRequestException(e.toString(), 0x08);
    }
  }

  public synchronized QueryBroadcastSmResult onAcceptQueryBroadcastSm(QueryBroadcastSm m, SMPPServerSession s) throws ProcessRequestException {
    say("query_broadcast_sm", m.getMessageId(), "", 0, m.getOptionalParameters());
    var b = find(m.getMessageId(), m.getOptionalParameters());
    if (b == null) throw new ProcessRequestException("no such broadcast", 0x10E);
    try {
      var answer = new ArrayList<OptionalParameter>();
      answer.add(new Message_state((byte) (b.over[0] ? 4 : 1)));
      for (var area : b.areas) {
        answer.add(new Broadcast_area_identifier(area));
        answer.add(new Broadcast_area_success((byte) 100));
      }
      return new QueryBroadcastSmResult(new MessageId(b.id), answer.toArray(OptionalParameter[]::new));
    } catch (org.jsmpp.PDUStringException e) {
      throw new ProcessRequestException(e.toString(), 0x08);
    }
  }

  public synchronized void onAcceptCancelBroadcastSm(CancelBroadcastSm m, SMPPServerSession s) throws ProcessRequestException {
    say("cancel_broadcast_sm", m.getMessageId(), "", 0, m.getOptionalParameters());
    var b = find(m.getMessageId(), m.getOptionalParameters());
    if (b == null || b.over[0]) throw new ProcessRequestException("no such broadcast", 0x10F);
    b.over[0] = true;
  }

  static <T> T refuse() throws ProcessRequestException { throw new ProcessRequestException("broadcasts only", 0x03); }

  public SubmitSmResult onAcceptSubmitSm(SubmitSm m, SMPPServerSession s) throws ProcessRequestException { return refuse(); }
  public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti m, SMPPServerSession s) throws ProcessRequestException { return refuse(); }
  public QuerySmResult onAcceptQuerySm(QuerySm m, SMPPServerSession s) throws ProcessRequestException { return refuse(); }
  public void onAcceptReplaceSm(ReplaceSm m, SMPPServerSession s) throws ProcessRequestException { refuse(); }
  public void onAcceptCancelSm(CancelSm m, SMPPServerSession s) throws ProcessRequestException { refuse(); }
  public DataSmResult onAcceptDataSm(DataSm m, Session s) throws ProcessRequestException { return refuse(); }
}
