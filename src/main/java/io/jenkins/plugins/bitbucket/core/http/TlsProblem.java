package io.jenkins.plugins.bitbucket.core.http;

import io.jenkins.plugins.bitbucket.core.error.Sentences;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.io.EOFException;
import java.net.SocketException;
import java.net.UnknownServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;

/**
 * A permanent reason why a TLS connection fails.
 *
 * @param what happened, without a full stop
 * @param advice what to do next, a sentence
 */
record TlsProblem(String what, String advice) {

    private static final Pattern OTHER_NAMES = Pattern.compile("subjectAltNames: \\[(.*)]");
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");
    // https://www.rfc-editor.org/rfc/rfc8446#section-6: transient; all other alerts are about identity.
    private static final Set<String> PASSING_ALERTS =
            Set.of("internal_error", "close_notify", "user_canceled", "unexpected_message", "bad_record_mac");
    /**
     * @param failure the failure of a handshake with {@code origin}
     * @param proxy the proxy, if any
     * @return none if it is transient
     */
    static Optional<TlsProblem> of(Exception failure, HttpUrl origin, Optional<String> proxy) {
        String host = origin.host();
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SSLPeerUnverifiedException) {
            Matcher names = OTHER_NAMES.matcher(message);
            return problem(
                    names.find() && !names.group(1).isEmpty()
                            ? Sentences.of("Tls.OtherHostBut", host, Text.printable(names.group(1)))
                            : Sentences.of("Tls.OtherHost", host),
                    "Tls.Advice");
        }
        if (causedBy(failure, CertificateException.class)) {
            return certificate(failure, host);
        }
        if (causedBy(failure, InvalidAlgorithmParameterException.class)) {
            return problem(Sentences.of("Tls.EmptyStore", host, trustStore()), "Tls.EmptyStoreAdvice");
        }
        if (causedBy(failure, EOFException.class) || causedBy(failure, SocketException.class)) {
            return Optional.empty();
        }
        if (message.contains("Unsupported or unrecognized SSL message") || message.contains("TLS tunnel buffered")) {
            return problem(
                    proxy.map(address -> Sentences.of("Tls.NoneByProxy", address, host))
                            .orElseGet(() -> Sentences.of("Tls.None", host + ":" + origin.port())),
                    "Tls.Advice");
        }
        Matcher alert = ALERT.matcher(message);
        boolean alerted = alert.find();
        if (alerted ? PASSING_ALERTS.contains(alert.group(1)) : !forGood(failure)) {
            return Optional.empty();
        }
        return problem(
                Sentences.of("Tls.Disagreement", host, alerted ? alert.group(1) : Text.printable(message)),
                "Tls.DisagreementAdvice");
    }

    private static Optional<TlsProblem> problem(String what, String advice) {
        return Optional.of(new TlsProblem(what, Sentences.of(advice)));
    }

    private static boolean forGood(Exception failure) {
        return failure instanceof SSLHandshakeException || failure instanceof UnknownServiceException;
    }

    private static Optional<TlsProblem> certificate(Exception failure, String host) {
        if (causedBy(failure, CertificateExpiredException.class)) {
            return problem(Sentences.of("Tls.Expired", host), "Tls.ClockAdvice");
        }
        if (causedBy(failure, CertificateNotYetValidException.class)) {
            return problem(Sentences.of("Tls.NotYetValid", host), "Tls.ClockAdvice");
        }
        return causedBy(failure, CertPathBuilderException.class)
                ? problem(Sentences.of("Tls.Untrusted", host, trustStore()), "Tls.UntrustedAdvice")
                : problem(Sentences.of("Tls.NotAccepted", host, Text.printable(lastMessage(failure))), "Tls.Advice");
    }

    private static String trustStore() {
        String named = System.getProperty("javax.net.ssl.trustStore", "");
        return named.isEmpty()
                ? Sentences.of("Tls.JavaStore", javaStore(Path.of(System.getProperty("java.home"), "lib", "security")))
                : Sentences.of("Tls.NamedStore", named);
    }

    /**
     * The file that Java reads in {@code folder}.
     *
     * @see <a href="https://docs.oracle.com/en/java/javase/17/security/java-secure-socket-extension-jsse-reference-guide.html">JSSE
     *     reference guide</a>
     */
    static Path javaStore(Path folder) {
        Path own = folder.resolve("jssecacerts");
        return Files.exists(own) ? own : folder.resolve("cacerts");
    }

    static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (type.isInstance(link)) {
                return true;
            }
        }
        return false;
    }

    private static String lastMessage(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }
}
