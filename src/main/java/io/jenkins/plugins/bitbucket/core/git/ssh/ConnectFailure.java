package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import java.io.StreamCorruptedException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.kex.KexProposalOption;

/**
 * Why a connection was not made, in a plain sentence: the library's own words are for its makers.
 *
 * @param host to which
 * @param timeout how long each of its first answers may take
 * @param record what the server said
 * @param key with which key
 * @param decoder what it was for
 */
record ConnectFailure(SshHost host, Duration timeout, SessionRecord record, PublicKey key, SshErrorDecoder decoder) {

    BitbucketException explain(Exception failure) {
        if (!record.isConnected()) {
            return decoder.unreachable(host + " can't be reached (" + why(failure) + ")", failure);
        }
        if (isKeyRejected(failure)) {
            return decoder.keyUnknown(PublicKeyEntry.toString(key));
        }
        if (record.notAgreed().isPresent()) {
            String kind = kind(record.notAgreed().get());
            return decoder.notBitbucket(host + " and this program have no " + kind + " in common");
        }
        if (!record.isSsh() && isOfAnotherServer(failure)) {
            String text = record.textBeforeSsh();
            return decoder.notBitbucket("what answers at " + host + " is no SSH server"
                    + (text.isEmpty() ? "" : ": it says “" + text + "”"));
        }
        String words = record.isSsh() ? record.farewell() : record.textBeforeSsh();
        if (!words.isEmpty()) {
            return decoder.closed(host + " closed the connection: it says “" + words + "”", failure);
        }
        return isTimeout(failure)
                ? decoder.unreachable(host + " did not answer within " + timeout.toSeconds() + " seconds", failure)
                : decoder.unreachable(host + " closed the connection before it was made", failure);
    }

    private boolean isKeyRejected(Exception failure) {
        return failure instanceof SshException refused
                        && refused.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                || record.farewell().toLowerCase(Locale.ROOT).contains("authentication failures");
    }

    /** What is no SSH server says so at once, or waits for what its own clients say. */
    private boolean isOfAnotherServer(Exception failure) {
        String text = record.textBeforeSsh();
        return text.startsWith("HTTP/")
                || !text.isEmpty() && isTimeout(failure)
                || cause(failure, StreamCorruptedException.class).isPresent();
    }

    private static String kind(KexProposalOption option) {
        return switch (option) {
            case ALGORITHMS -> "key exchange";
            case SERVERKEYS -> "type of host key";
            case C2SENC, S2CENC -> "cipher";
            case C2SMAC, S2CMAC -> "message authentication code";
            case C2SCOMP, S2CCOMP, C2SLANG, S2CLANG -> "compression";
        };
    }

    private String why(Exception failure) {
        if (cause(failure, UnresolvedAddressException.class).isPresent()
                || cause(failure, UnknownHostException.class).isPresent()) {
            return "there is no host of that name";
        }
        return isTimeout(failure)
                ? "no answer within " + timeout.toSeconds() + " seconds"
                : cause(failure, SocketException.class)
                        .map(Throwable::getMessage)
                        .orElse("no connection could be made");
    }

    private static boolean isTimeout(Exception failure) {
        return cause(failure, TimeoutException.class).isPresent()
                || cause(failure, SocketTimeoutException.class).isPresent();
    }

    /** The library wraps what happened, in more than one way. */
    static <T extends Exception> Optional<T> cause(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
