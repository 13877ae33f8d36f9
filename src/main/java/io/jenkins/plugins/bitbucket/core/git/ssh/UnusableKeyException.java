package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.SshException.KeyRejected.Fault;

/** A private key can't be used. The message says what is wrong with it, and what to do. */
public final class UnusableKeyException extends Exception {

    private static final long serialVersionUID = 1;

    private final Fault fault;

    private UnusableKeyException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** @param what the key of a sentence that says what is wrong */
    static UnusableKeyException unreadable(String what) {
        return new UnusableKeyException(Fault.UNREADABLE, Sentences.of("Key.Unreadable", Sentences.of(what)));
    }

    /** @param type its name, or a placeholder */
    static UnusableKeyException type(String type) {
        return new UnusableKeyException(Fault.TYPE, Sentences.of("Key.Type", type));
    }

    /**
     * @param rounds how often the passphrase is hashed to encrypt the key
     * @param most the most that is supported
     */
    static UnusableKeyException rounds(int rounds, int most) {
        return new UnusableKeyException(Fault.TYPE, Sentences.of("Key.Rounds", rounds, most));
    }

    static UnusableKeyException ofPutty() {
        return new UnusableKeyException(Fault.TYPE, Sentences.of("Key.Putty"));
    }

    static UnusableKeyException passphrase(boolean given) {
        return new UnusableKeyException(
                Fault.PASSPHRASE, Sentences.of(given ? "Key.WrongPassphrase" : "Key.NoPassphrase"));
    }

    public Fault fault() {
        return fault;
    }
}
