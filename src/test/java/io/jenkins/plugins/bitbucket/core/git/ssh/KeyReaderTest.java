package io.jenkins.plugins.bitbucket.core.git.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.bitbucket.core.error.SshException.KeyRejected.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that were created with ssh-keygen 9.2 and OpenSSL 3.0 for these tests only. */
public class KeyReaderTest {

    static final String PASSPHRASE = "correct horse";

    static Stream<String> all() throws IOException {
        return text("public-halves.txt").lines();
    }

    static Stream<String> locked() throws IOException {
        return all().map(line -> line.split(" ")[0]).filter(name -> name.endsWith("-locked"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsEveryFormat(String nameAndPublicHalf) throws Exception {
        String[] parts = nameAndPublicHalf.split(" ", 2);
        String passphrase = parts[0].endsWith("-locked") ? PASSPHRASE : "";

        assertThat(publicHalf(new SshPrivateKey(text(parts[0] + ".key"), passphrase)))
                .isEqualTo(parts[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssh-ed25519", "pem-rsa-locked", "pkcs8-ed25519"})
    void readsAKeyPastedIntoAForm(String name) throws Exception {
        String pasted = "\n " + text(name + ".key").replace("\n", "\r\n") + "\r\n\r\n";

        assertThat(publicHalf(new SshPrivateKey(pasted, PASSPHRASE))).startsWith("ssh-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openssh-ed25519", "pem-rsa", "pem-ecdsa256", "pkcs8-rsa"})
    void reportsAWrongPassphrase(String name) throws Exception {
        assertFault(new SshPrivateKey(text(name + "-locked.key"), "wrong"), Fault.PASSPHRASE, "the SSH key is wrong");
    }

    @ParameterizedTest
    @MethodSource("locked")
    void reportsAMissingPassphrase(String name) throws Exception {
        assertFault(new SshPrivateKey(text(name + ".key"), null), Fault.PASSPHRASE, "there is none in the credential");
    }

    @ParameterizedTest
    @CsvSource({"openssh-dsa, ssh-dss", "pem-dsa, ssh-dss", "pkcs8-ed448, 1.3.101.113", "pkcs8-secp256k1, unknown"})
    void rejectsOtherTypes(String name, String type) throws Exception {
        assertFault(
                new SshPrivateKey(text("refused/" + name + ".key"), ""),
                Fault.TYPE,
                "its type or format (" + type
                        + ") is not supported. Create a new one, for example with ssh-keygen -t ed25519");
    }

    @ParameterizedTest
    @CsvSource({
        "pkcs8-ed448-locked, 1.3.101.113",
        "pem-rsa-camellia-locked, CAMELLIA-256-CBC",
        "pem-rsa-des-locked, DES-CBC"
    })
    void rejectsOtherTypesAndCiphersInSpiteOfTheRightPassphrase(String name, String type) throws Exception {
        SshPrivateKey key = new SshPrivateKey(text("refused/" + name + ".key"), PASSPHRASE);

        assertFault(key, Fault.TYPE, "its type or format (" + type + ") is not supported. Create a new one");
    }

    @Test
    void explainsHowToSaveAKeyWithTooManyRounds() throws Exception {
        assertFault(
                new SshPrivateKey(text("refused/openssh-ed25519-300-rounds-locked.key"), PASSPHRASE),
                Fault.TYPE,
                "its passphrase is protected with 300 KDF rounds, and at most 255 are supported. Save it with fewer, for"
                        + " example with ssh-keygen -p -a 100 -f key,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | it is empty",
                "hello | this is not a private key",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ci@acme.example | this is the public key",
                "-----BEGIN OPENSSH PRIVATE KEY----- | damaged or not complete"
            })
    void rejectsWhatIsNotAKey(String text, String why) {
        assertFault(new SshPrivateKey(text, ""), Fault.UNREADABLE, why);
    }

    @Test
    void rejectsATruncatedKey() throws Exception {
        for (String name : List.of("openssh-ed25519", "pem-rsa", "pkcs8-ecdsa256")) {
            String text = text(name + ".key");
            String half = text.substring(0, text.length() / 2);
            assertFault(new SshPrivateKey(half, ""), Fault.UNREADABLE, "Paste the whole file");
        }
    }

    @Test
    void explainsHowToConvertAPuttyKey() throws Exception {
        String text = text("refused/putty3-ed25519.key");

        for (String key : List.of(text, "\n" + text.replace("\n", "\r\n"), "PuTTY-User-Key-File-2: ssh-rsa")) {
            assertFault(
                    new SshPrivateKey(key, PASSPHRASE),
                    Fault.TYPE,
                    "Convert it with PuTTYgen (Conversions → Export OpenSSH key) or with puttygen key.ppk -O private-openssh"
                            + " -o key,");
        }
    }

    @ParameterizedTest
    @CsvSource({"65536, false", "65537, true"})
    void rejectsWhatIsTooLong(int length, boolean tooLong) {
        assertThatThrownBy(() -> KeyReader.read(new SshPrivateKey("x".repeat(length), "")))
                .isInstanceOfSatisfying(UnusableKeyException.class, e -> {
                    assertThat(e.fault()).isEqualTo(Fault.UNREADABLE);
                    assertThat(e.getMessage().contains("too long")).isEqualTo(tooLong);
                });
    }

    @Test
    void revealsNoSecret() throws Exception {
        SshPrivateKey key = new SshPrivateKey(text("openssh-rsa.key"), PASSPHRASE);

        assertThat(new SshCredential("deploy", key)).hasToString("SshCredential[id=deploy, key=SshPrivateKey[hidden]]");
        assertThat(key)
                .isEqualTo(new SshPrivateKey(text("openssh-rsa.key"), PASSPHRASE))
                .hasSameHashCodeAs(new SshPrivateKey(text("openssh-rsa.key"), PASSPHRASE))
                .isNotEqualTo(new SshPrivateKey(text("openssh-rsa.key"), ""));
    }

    private static String publicHalf(SshPrivateKey key) throws UnusableKeyException {
        return PublicKeyEntry.toString(KeyReader.read(key).getPublic());
    }

    private static void assertFault(SshPrivateKey key, Fault fault, String words) {
        assertThatThrownBy(() -> KeyReader.read(key))
                .isInstanceOfSatisfying(
                        UnusableKeyException.class, e -> assertThat(e.fault()).isEqualTo(fault))
                .hasMessageContaining(words);
    }

    static String text(String name) throws IOException {
        try (InputStream in = KeyReaderTest.class.getResourceAsStream("KeyReaderTest/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
