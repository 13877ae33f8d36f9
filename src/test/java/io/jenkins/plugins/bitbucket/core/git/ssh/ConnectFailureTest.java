package io.jenkins.plugins.bitbucket.core.git.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name that does not exist is a permanent failure; one that can't be resolved for now is transient. */
class ConnectFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "bitbucket.org: Name or service not known | Unreachable",
                "bitbucket.org: Name does not resolve | Unreachable",
                "bitbucket.org: nodename nor servname provided, or not known | Unreachable",
                "No such host is known (bitbucket.org) | Unreachable",
                "bitbucket.org: Temporary failure in name resolution | Unavailable",
                "bitbucket.org: Try again | Unavailable",
                "bitbucket.org | Unavailable",
                "null | Unavailable"
            })
    void explainsWhyANameIsNotResolved(String message, String kind) {
        ConnectFailure connection = new ConnectFailure(
                SshHost.parse("bitbucket.org"),
                Optional.empty(),
                Duration.ofSeconds(1),
                null,
                null,
                new SshErrorDecoder("test the SSH key", "key"));

        BitbucketException failure = connection.unreachable(
                "the host bitbucket.org", "Check it.", new IOException(new UnknownHostException(message)));

        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure)
                .hasMessageContaining(
                        kind.equals("Unavailable")
                                ? "the name of the host bitbucket.org can't be resolved for now. Check it."
                                : "the host bitbucket.org can't be reached (there is no host of that name). Check it.");
    }
}
