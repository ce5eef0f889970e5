//go:build interop && linux

package interop

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"bongsu/simulator"
)

var kafkaJars, kafkaDir = maven("kafka")

// kafkaAddress is where Kafka listens in the network namespace of its test.
const kafkaAddress = "127.0.0.1:19092"

// kafkaLimit is how long Kafka may take to be ready: seconds on a quiet machine,
// more after it was killed, since its old session must end first.
const kafkaLimit = 2 * time.Minute

// A kafkaNode is Apache Kafka with the data it keeps from one start to the next.
type kafkaNode struct {
	t        *testing.T
	settings string // a file
	*peer
}

// startKafka formats a directory and starts Kafka with these topics; the test
// must be isolated.
func startKafka(t *testing.T, topics []simulator.Topic) *kafkaNode {
	t.Helper()
	k := &kafkaNode{t: t, settings: fillConfig(t, "kafka/server.properties.tmpl", struct{ Data string }{t.TempDir()})}
	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		t.Fatal(err)
	}
	format := start(t, k.java("kafka.tools.StorageTool", "format", "-t", base64.RawURLEncoding.EncodeToString(id[:]), "-c", k.settings))
	if code := format.waitFor(kafkaLimit); code != 0 {
		t.Fatalf("formatting exits %d", code)
	}
	k.begin()
	ctx, cancel := context.WithTimeout(t.Context(), kafkaLimit)
	defer cancel()
	if err := simulator.CreateTopics(ctx, kafkaAddress, topics); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kafkaNode) java(class string, args ...string) *exec.Cmd {
	args = append([]string{"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.configurationFile=peers/kafka/log4j2.properties",
		"-cp", filepath.Join(kafkaDir(), "*"), class}, args...)
	return exec.Command("java", args...)
}

// begin starts the broker, again if need be.
func (k *kafkaNode) begin() {
	k.t.Helper()
	k.peer = start(k.t, k.java("kafka.Kafka", k.settings))
}
