package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.SshException.KeyRejected.Fault;

/** A private key that can't be read: what is wrong with it, and in its message what to do. */
public final class UnusableKeyException extends Exception {

    private static final long serialVersionUID = 1;

    private final Fault fault;

    private UnusableKeyException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    static UnusableKeyException unreadable(String what) {
        return new UnusableKeyException(
                Fault.UNREADABLE,
                "The SSH key can't be read: " + what
                        + ". Paste the whole file of the private key, from its first line to its last, as OpenSSH"
                        + " or OpenSSL made it.");
    }

    static UnusableKeyException type(String type) {
        return new UnusableKeyException(
                Fault.TYPE,
                "The SSH key can't be used: it is of the type or form " + type + ". Make a new one, such as by"
                        + " ssh-keygen -t ed25519, and add its public half to the account.");
    }

    static UnusableKeyException ofPutty() {
        return new UnusableKeyException(
                Fault.TYPE,
                "The SSH key is in PuTTY's own form, which git does not read either. Convert it in PuTTYgen (Conversions →"
                        + " Export OpenSSH key) or by puttygen key.ppk -O private-openssh -o key, and paste the whole file"
                        + " that this makes.");
    }

    static UnusableKeyException passphrase(boolean given) {
        return new UnusableKeyException(
                Fault.PASSPHRASE,
                given
                        ? "The passphrase of the SSH key is wrong. Enter the one that the key was made with."
                        : "The SSH key is protected by a passphrase, and there is none in the credential. Enter it"
                                + " there.");
    }

    public Fault fault() {
        return fault;
    }
}
