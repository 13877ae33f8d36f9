package io.jenkins.plugins.bitbucket.core.git.ssh;

/**
 * The file of a private SSH key, with its passphrase: a secret that is readable only where the key is read.
 *
 * <p>Its format is that of OpenSSH or OpenSSL, and its type ed25519, ecdsa or rsa. It is read when it is first used.
 */
public final class SshPrivateKey {

    private final String text;
    private final String passphrase;

    /**
     * @param text the whole file
     * @param passphrase empty or {@code null} if there is none
     */
    public SshPrivateKey(String text, String passphrase) {
        this.text = text == null
                ? ""
                : text.replace("\r\n", "\n").replace('\r', '\n').strip();
        this.passphrase = passphrase == null ? "" : passphrase;
    }

    String text() {
        return text;
    }

    String passphrase() {
        return passphrase;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshPrivateKey that && text.equals(that.text) && passphrase.equals(that.passphrase);
    }

    @Override
    public int hashCode() {
        return text.hashCode() * 31 + passphrase.hashCode();
    }

    @Override
    public String toString() {
        return "SshPrivateKey[hidden]";
    }
}
