package io.jenkins.plugins.bitbucket.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {

    private static final String HASH = "1".repeat(40);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing necessary objects",
                "missing object(s)",
                "object HASH missing",
                "error Missing unknown HASH",
                "Missing commit HASH"
            })
    void recognizesAMissingCommitByGitsWords(String reason) {
        assertThat(new Refusal(reason.replace("HASH", HASH), "").isCommitMissing(HASH))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pre-receive hook declined",
                "unpacker error",
                "commit message is missing a ticket",
                "HASH is missing a ticket",
                "unable to create temporary object directory"
            })
    void recognizesNothingElseAsAMissingCommit(String reason) {
        assertThat(new Refusal(reason.replace("HASH", HASH), "missing necessary objects").isCommitMissing(HASH))
                .isFalse();
    }
}
