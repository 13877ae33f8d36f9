package io.jenkins.plugins.bitbucket.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.bitbucket.core.api.BitbucketCloud;
import io.jenkins.plugins.bitbucket.testing.FuzzText;
import java.net.URI;
import okhttp3.HttpUrl;

/** A link in a response leads a token to no other server, and users only to a web page. */
class LinksFuzzTest {

    private static final URI FROM = URI.create(BitbucketCloud.API + "/repositories/acme?page=1");

    @DictionaryEntries({
        "https://api.bitbucket.org/2.0/repositories/acme?page=2",
        "https://api.bitbucket.org@evil.example/",
        "//api.bitbucket.org:443",
        "../",
        "\\",
        "%2e%2e%2f",
        "\\ud800"
    })
    @FuzzTest(maxExecutions = 150_000, maxDuration = "")
    void isFollowedOnItsOwnServerOnly(byte[] input) {
        String link = FuzzText.of(input);
        URI target;
        try {
            target = SameOriginLink.follow(BitbucketCloud.API, FROM, link);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage())
                    .matches("its link is not an address|it links to .*")
                    .hasSizeLessThan(100);
            return;
        }
        // As the HTTP client parses it.
        HttpUrl sent = HttpUrl.get(target.toString());
        assertThat(sent.scheme()).isEqualTo("https");
        assertThat(sent.host()).isEqualTo("api.bitbucket.org");
        assertThat(sent.port()).isEqualTo(443);
        assertThat(target.getPort()).isEqualTo(-1);
        assertThat(sent.username() + sent.password()).isEmpty();
    }

    @DictionaryEntries({"https://bitbucket.org/acme/infra", "javascript:alert(1)", "http://", "\u202e", "\\ud800"})
    @FuzzTest(maxExecutions = 100_000, maxDuration = "")
    void isShownIfItIsAWebAddress(byte[] input) {
        Json.webAddress(FuzzText.of(input))
                .ifPresent(url -> assertThat(url.toString()).matches("(?i)https?://[!-~&&[^<>\"]]+"));
    }
}
