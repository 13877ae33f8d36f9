package io.jenkins.plugins.bitbucket.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownServiceException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures of a TLS handshake are permanent. */
class TlsProblemTest {

    private static final HttpUrl API = HttpUrl.get("https://api.bitbucket.org/2.0");

    private static Optional<String> of(Exception failure) {
        return TlsProblem.of(failure, API, Optional.empty()).map(TlsProblem::what);
    }

    private static Exception handshake(String message, Throwable cause) {
        return (Exception) new SSLHandshakeException(message).initCause(cause);
    }

    private static Exception certificate(Throwable cause) {
        return handshake("invalid", new CertificateException(cause));
    }

    @Test
    void aCertificateIsPermanentWhateverIsWrongWithIt() {
        assertThat(of(certificate(new CertificateExpiredException())))
                .hasValueSatisfying(what -> assertThat(what).contains("expired"));
        assertThat(of(certificate(new CertificateNotYetValidException())))
                .hasValueSatisfying(what -> assertThat(what).contains("not valid yet"));
        assertThat(of(certificate(new CertPathBuilderException())))
                .hasValueSatisfying(what -> assertThat(what).contains("the certificate of api.bitbucket.org is not"));
        assertThat(of(certificate(new IllegalStateException("a weak key"))))
                .hasValueSatisfying(what -> assertThat(what).contains("is not accepted (a weak key)"));
        assertThat(of(handshake("invalid", new InvalidAlgorithmParameterException())))
                .hasValueSatisfying(what -> assertThat(what).contains("contains no authority"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Hostname api.bitbucket.org not verified: subjectAltNames: [a.example, b.example] | a.example, b.example",
                "Hostname api.bitbucket.org not verified: subjectAltNames: [] | is not for that host",
                "not verified | is not for that host"
            })
    void aCertificateOfAnotherHostIsNamed(String message, String words) {
        assertThat(of(new SSLPeerUnverifiedException(message)))
                .hasValueSatisfying(what -> assertThat(what).contains(words));
    }

    @Test
    void aServerWithoutTlsIsNamedWithItsPort() {
        SSLException noTls = new SSLException("Unsupported or unrecognized SSL message");

        assertThat(of(noTls)).hasValueSatisfying(what -> assertThat(what).contains("api.bitbucket.org:443"));
        assertThat(TlsProblem.of(noTls, API, Optional.of("proxy.example:3128")))
                .hasValueSatisfying(problem -> assertThat(problem.what()).contains("proxy.example:3128"));
        assertThat(of(new IOException("TLS tunnel buffered too many bytes!"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "handshake_failure, true",
        "protocol_version, true",
        "internal_error, false",
        "close_notify, false",
        "bad_record_mac, false"
    })
    void anAlertIsPermanentUnlessItMayPass(String alert, boolean permanent) {
        assertThat(of(new SSLException("Received fatal alert: " + alert)).filter(what -> what.contains(alert)))
                .matches(what -> what.isPresent() == permanent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"No appropriate protocol", "no cipher suites in common"})
    void aHandshakeWithoutAgreementIsPermanent(String message) {
        assertThat(of(handshake(message, null)))
                .hasValueSatisfying(what -> assertThat(what).contains(message));
        assertThat(of(new UnknownServiceException(message))).isPresent();
        assertThat(of(new IOException(message))).isEmpty();
    }

    @Test
    void aLostConnectionIsTransient() {
        assertThat(of(handshake("Remote host terminated the handshake", new EOFException())))
                .isEmpty();
        assertThat(of(handshake("Connection reset", new SocketException("Connection reset"))))
                .isEmpty();
        assertThat(of(new IOException())).isEmpty();
    }
}
