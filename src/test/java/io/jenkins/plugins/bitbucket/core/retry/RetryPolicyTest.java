package io.jenkins.plugins.bitbucket.core.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    @ParameterizedTest
    @CsvSource({
        "PT2H5M, 2 h 5 min",
        "PT1H, 1 h 0 min",
        "PT59M59.5S, 1 h 0 min",
        "PT59M59.4S, 59 min 59 s",
        "PT1M, 1 min 0 s",
        "PT59.4S, 59 s",
        "PT0.5S, 1 s",
        "PT0.499S, 499 ms",
        "PT0S, 0 ms"
    })
    void durationsAreReadInTheirTwoLargestUnits(Duration duration, String words) {
        assertThat(RetryPolicy.inWords(duration)).isEqualTo(words);
    }

    @Test
    void aBuildWaitsFromASecondToAMinute() {
        RetryPolicy policy = RetryPolicy.of(Duration.ofMinutes(5), wait -> {});

        assertThat(policy.maxDuration()).hasMinutes(5);
        assertThat(policy.delay()).hasSeconds(1);
        assertThat(policy.maxDelay()).hasMinutes(1);
    }

    @ParameterizedTest
    @CsvSource({"-PT1S, PT1S, PT2S", "PT1S, PT0S, PT2S", "PT1S, -PT1S, PT2S", "PT1S, PT2S, PT2S"})
    void rejectsWhatIsNoPolicy(Duration maxDuration, Duration delay, Duration maxDelay) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(maxDuration, delay, maxDelay, wait -> {}));
    }
}
