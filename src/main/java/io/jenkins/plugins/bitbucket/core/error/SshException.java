package io.jenkins.plugins.bitbucket.core.error;

import java.util.Optional;

/** Why no connection over SSH came about: something about the key, or about the host. */
public abstract sealed class SshException extends BitbucketException {

    private static final long serialVersionUID = 1;

    private SshException(String message) {
        super(message);
    }

    /** The SSH key can't be used, or Bitbucket does not take it: another key is needed, or its passphrase. */
    public static final class KeyRejected extends SshException {
        private static final long serialVersionUID = 1;

        /** What is wrong with a key. */
        public enum Fault {
            /** Bitbucket does not know its public half. */
            UNKNOWN,
            /** Its passphrase is wrong or missing. */
            PASSPHRASE,
            /** Bitbucket, or this program, does not take keys of its type. */
            TYPE,
            /** It is no private key. */
            UNREADABLE
        }

        private final Fault fault;
        private final String reason;
        private final String publicKey;

        public KeyRejected(String message, Fault fault, String reason, Optional<String> publicKey) {
            super(message);
            this.fault = fault;
            this.reason = reason;
            this.publicKey = publicKey.orElse("");
        }

        public Fault fault() {
            return fault;
        }

        /** What happened and what to do, without what was asked and by whom. */
        public String reason() {
            return reason;
        }

        /** The public half in OpenSSH's form, ready to paste into Bitbucket, where the key could be read. */
        public Optional<String> publicKey() {
            return Optional.of(publicKey).filter(line -> !line.isEmpty());
        }
    }

    /** The SSH server did not show a host key that is trusted: nothing was sent to it. */
    public static final class HostUntrusted extends SshException {
        private static final long serialVersionUID = 1;

        private final String reason;
        private final String fingerprint;

        public HostUntrusted(String message, String reason, String fingerprint) {
            super(message);
            this.reason = reason;
            this.fingerprint = fingerprint;
        }

        /** What happened and what to do, without what was asked and by whom. */
        public String reason() {
            return reason;
        }

        /** The fingerprint of the key that the server showed, such as {@code SHA256:ybgm…}. */
        public String fingerprint() {
            return fingerprint;
        }
    }
}
