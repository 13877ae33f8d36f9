package io.jenkins.plugins.bitbucket.core.git.ssh;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.http.NameResolution;
import java.io.StreamCorruptedException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
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
 * Explains in a plain sentence why a connection failed; the library's own messages are for developers.
 *
 * @param host the host
 * @param proxy the proxy, if any
 * @param timeout how long each of the server's first answers can take
 * @param record what the server has sent
 * @param key the key
 * @param decoder creates the error
 */
record ConnectFailure(
        SshHost host,
        Optional<HttpProxy> proxy,
        Duration timeout,
        SessionRecord record,
        PublicKey key,
        SshErrorDecoder decoder) {

    BitbucketException explain(Exception failure) {
        if (proxy.isPresent() && !record.isOpen()) {
            return new ProxyFailure(host, proxy.get(), this).explain(failure);
        }
        if (!record.isConnected()) {
            return unreachable(peer(), Sentences.of("Ssh.NetworkAdvice", SshErrorDecoder.STATUS_PAGE), failure);
        }
        if (isKeyRejected(failure)) {
            return decoder.keyUnknown(PublicKeyEntry.toString(key));
        }
        if (record.notAgreed().isPresent()) {
            String kind = Sentences.of(kind(record.notAgreed().get()));
            return permanent(Sentences.of("Ssh.NothingInCommon", peer(), kind), failure);
        }
        if (!record.isSsh() && isOfAnotherServer(failure)) {
            String text = record.textBeforeSsh();
            return permanent(
                    text.isEmpty()
                            ? Sentences.of("Ssh.OtherServer", host)
                            : Sentences.of("Ssh.OtherServerSaying", host, text),
                    failure);
        }
        String words = record.isSsh() ? record.farewell() : record.textBeforeSsh();
        return words.isEmpty()
                ? decoder.lost(silentOrClosed(peer(), failure), false, failure)
                : decoder.closed(Sentences.of("Ssh.ClosedSaying", peer(), words), failure);
    }

    private String peer() {
        return Sentences.of("Network.Host", host);
    }

    private BitbucketException permanent(String what, Exception failure) {
        return decoder.unreachable(what, Sentences.of("Ssh.HostAdvice"), failure);
    }

    private boolean isKeyRejected(Exception failure) {
        return failure instanceof SshException refused
                        && refused.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                || record.farewell().toLowerCase(Locale.ROOT).contains("authentication failures");
    }

    /** A server that is not SSH answers immediately, or waits for its own clients' words. */
    private boolean isOfAnotherServer(Exception failure) {
        String text = record.textBeforeSsh();
        return text.startsWith("HTTP/")
                || !text.isEmpty() && isTimeout(failure)
                || cause(failure, StreamCorruptedException.class).isPresent();
    }

    private static String kind(KexProposalOption option) {
        return switch (option) {
            case ALGORITHMS -> "Ssh.KeyExchange";
            case SERVERKEYS -> "Ssh.HostKeyType";
            case C2SENC, S2CENC -> "Ssh.Cipher";
            case C2SMAC, S2CMAC -> "Ssh.Mac";
            case C2SCOMP, S2CCOMP, C2SLANG, S2CLANG -> "Ssh.Compression";
        };
    }

    /** Nobody accepts the connection. */
    BitbucketException unreachable(String peer, String advice, Exception failure) {
        Optional<UnknownHostException> unknown = cause(failure, UnknownHostException.class);
        if (unknown.isPresent()) {
            return NameResolution.mayRecover(unknown.get())
                    ? decoder.transientFailure(Sentences.of("Network.NameForNow", peer), advice, false, failure)
                    : decoder.unreachable(
                            Sentences.of("Network.Lost", peer, Sentences.of("Ssh.NoHost")), advice, failure);
        }
        String why = isTimeout(failure)
                ? Sentences.of("Ssh.NoAnswer", timeout.toSeconds())
                : cause(failure, SocketException.class)
                        .map(Throwable::getMessage)
                        .orElseGet(() -> Sentences.of("Ssh.NoConnection"));
        return decoder.transientFailure(Sentences.of("Network.Lost", peer, why), advice, false, failure);
    }

    String silentOrClosed(String peer, Exception failure) {
        return isTimeout(failure)
                ? Sentences.of("Ssh.Silent", peer, timeout.toSeconds())
                : Sentences.of("Ssh.Closed", peer);
    }

    private static boolean isTimeout(Exception failure) {
        return cause(failure, TimeoutException.class).isPresent()
                || cause(failure, SocketTimeoutException.class).isPresent();
    }

    /** The library wraps the cause in several ways. */
    static <T extends Exception> Optional<T> cause(Throwable failure, Class<T> type) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
