package io.jenkins.plugins.bitbucket.core.git.ssh;

/**
 * A private SSH key as its file holds it, with the passphrase that protects it: a secret that shows itself only where
 * it is read.
 *
 * <p>It may be made by OpenSSH or OpenSSL, and is of type ed25519, ecdsa or rsa; it is read when it is first
 * used.
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
