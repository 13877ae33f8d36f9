package io.jenkins.plugins.bitbucket.core.error;

import java.util.Optional;

/** Why an SSH connection failed because of the key or the host. */
public abstract sealed class SshException extends BitbucketException {

    private static final long serialVersionUID = 1;

    private SshException(String message) {
        super(message);
    }

    /** The SSH key can't be used, or Bitbucket rejects it. Another key is needed, or its passphrase. */
    public static final class KeyRejected extends SshException {
        private static final long serialVersionUID = 1;

        /** What is wrong with a key. */
        public enum Fault {
            /** Bitbucket does not know its public key. */
            UNKNOWN,
            /** Its passphrase is wrong or missing. */
            PASSPHRASE,
            /** Bitbucket, or this program, does not support keys of its type. */
            TYPE,
            /** It is not a private key. */
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

        /** What happened and what to do, without the action and the credential. */
        public String reason() {
            return reason;
        }

        /** The public key in OpenSSH's format, ready to paste into Bitbucket, if the key could be read. */
        public Optional<String> publicKey() {
            return Optional.of(publicKey).filter(line -> !line.isEmpty());
        }
    }

    /** The SSH server presented no trusted host key. Nothing was sent to it. */
    public static final class HostUntrusted extends SshException {
        private static final long serialVersionUID = 1;

        private final String reason;
        private final String fingerprint;

        public HostUntrusted(String message, String reason, String fingerprint) {
            super(message);
            this.reason = reason;
            this.fingerprint = fingerprint;
        }

        /** What happened and what to do, without the action and the credential. */
        public String reason() {
            return reason;
        }

        /** The fingerprint of the key that the server presented, such as {@code SHA256:ybgm…}. */
        public String fingerprint() {
            return fingerprint;
        }
    }
}
