package io.jenkins.plugins.bitbucket.core.git.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The request that opens a tunnel. */
class HttpProxyTest {

    private static String request(HttpProxy proxy, String target) {
        return new String(proxy.request(SshHost.parse(target)));
    }

    @ParameterizedTest
    @CsvSource({
        "bitbucket.org, bitbucket.org:22",
        "altssh.bitbucket.org:443, altssh.bitbucket.org:443",
        "[::1]:7999, [::1]:7999"
    })
    void namesTheTargetWithItsPort(String target, String address) {
        HttpProxy proxy = new HttpProxy("proxy.example", 3128, "", "");

        assertThat(request(proxy, target))
                .isEqualTo("CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n\r\n");
        assertThat(proxy).hasToString("proxy.example:3128");
    }

    @Test
    void containsALoginOnlyWithAUserName() {
        HttpProxy none = new HttpProxy("proxy.example", 3128, null, "password");
        HttpProxy user = new HttpProxy("proxy.example", 3128, "ci", null);
        HttpProxy both = new HttpProxy("proxy.example", 3128, "ci", "pässword");

        assertThat(none.hasLogin()).isFalse();
        assertThat(request(none, "bitbucket.org")).doesNotContain("Authorization");
        assertThat(user.hasLogin()).isTrue();
        assertThat(request(user, "bitbucket.org")).endsWith("\r\nProxy-Authorization: Basic Y2k6\r\n\r\n");
        assertThat(request(both, "bitbucket.org")).endsWith("\r\nProxy-Authorization: Basic Y2k6cMOkc3N3b3Jk\r\n\r\n");
    }
}
