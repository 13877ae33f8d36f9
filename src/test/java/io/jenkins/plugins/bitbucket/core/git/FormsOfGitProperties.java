package io.jenkins.plugins.bitbucket.core.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.git.ssh.KeyReader;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshHost;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshPrivateKey;
import io.jenkins.plugins.bitbucket.core.git.ssh.UnusableKeyException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Any data from a server, a file or a user is either read, or rejected with a reason. */
class FormsOfGitProperties {

    private static final RefQuery QUERY = new RefQuery(Set.of("HEAD", "refs/heads/main"), Optional.of("aa"));
    private static final String ID = "a".repeat(40);

    @Property
    void readsOrRefusesAnyBytes(@ForAll byte[] bytes) {
        readsOrRefuses(new ByteArrayInputStream(bytes));
    }

    @Property
    void readsOrRefusesAnyLines(@ForAll("lines") List<String> lines) {
        StringBuilder packets = new StringBuilder();
        for (String line : lines) {
            packets.append("%04x%s".formatted(line.getBytes(UTF_8).length + 4, line));
        }
        readsOrRefuses(new ByteArrayInputStream((packets + "00000000").getBytes(UTF_8)));
    }

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.of(
                        "version 2\n",
                        "version 1\n",
                        "object-format=sha1\n",
                        "ls-refs=unborn\n",
                        ID + " HEAD\0 report-status symref=HEAD:refs/heads/main\n",
                        ID + " refs/heads/main\n",
                        ID + " refs/tags/v1\n",
                        ID + " refs/tags/v1^{}\n",
                        ID + " refs/tags/v2 peeled:" + "b".repeat(40) + "\n",
                        "unborn HEAD symref-target:refs/heads/main\n",
                        "unpack ok\n",
                        "ok refs/heads/main\n",
                        "ERR no\n",
                        "é\n",
                        "\n")
                .list()
                .ofMaxSize(8);
    }

    private static void readsOrRefuses(InputStream in) {
        try {
            RemoteRefs refs = new RefReader(in, QUERY).readForFetch(new ByteArrayOutputStream());
            assertThat(refs.commits().keySet()).isSubsetOf(QUERY.names());
        } catch (IOException refused) {
            assertThat(refused).message().isNotBlank();
        }
    }

    @Property
    void takesNoOtherTextForAKey(@ForAll String text) {
        assertThatThrownBy(() -> KeyReader.read(new SshPrivateKey(text, "")))
                .isInstanceOf(UnusableKeyException.class)
                .hasMessageContaining("Paste the whole file");
    }

    @Property(tries = 300)
    void readsOrRefusesAKeyThatLostALine(@ForAll("cutKeys") String text) {
        try {
            assertThat(KeyReader.read(new SshPrivateKey(text, ""))).isNotNull();
        } catch (UnusableKeyException refused) {
            assertThat(refused).message().isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> cutKeys() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("ssh/KeyReaderTest/openssh-ecdsa256.key")) {
            List<String> lines = new String(in.readAllBytes(), UTF_8).lines().toList();
            return Arbitraries.of(lines)
                    .list()
                    .ofMaxSize(lines.size())
                    .map(some -> lines.get(0) + "\n" + String.join("\n", some));
        }
    }

    @Property
    void readsOrRefusesAnythingAsAHost(@ForAll("almostHosts") String text) {
        try {
            SshHost host = SshHost.parse(text);
            assertThat(SshHost.parse(host.toString())).isEqualTo(host);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).message().contains("is not an SSH host");
        }
    }

    @Provide
    Arbitrary<String> almostHosts() {
        return Arbitraries.strings().withChars("aB1.-:[]@/ 9").ofMaxLength(12);
    }

    @Example
    @Tag("slow")
    void givesUpOnAnAnswerWithoutEnd() {
        byte[] line = "0040aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa refs/heads/endless\n".getBytes(UTF_8);
        InputStream endless = new InputStream() {
            private int at;

            @Override
            public int read() {
                return line[at++ % line.length];
            }

            @Override
            public int read(byte[] target, int from, int length) {
                for (int i = 0; i < length; i++) {
                    target[from + i] = line[at];
                    at = (at + 1) % line.length;
                }
                return length;
            }
        };

        assertThatThrownBy(() -> new RefReader(endless, QUERY).readForFetch(new ByteArrayOutputStream()))
                .isInstanceOf(NotGitException.class)
                .hasMessage("it does not end");
    }
}
