package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hudson.EnvVars;
import org.junit.jupiter.api.Test;

class BranchOfBuildTest {

    private static BranchOfBuild of(String... variables) {
        return new BranchOfBuild(new EnvVars(variables));
    }

    @Test
    void isUnknownInTheBuildOfATag() {
        BranchOfBuild build = of("BRANCH_NAME", "v1.2", "TAG_NAME", "v1.2");

        assertThat(build.ofOwnRepository()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(build::source)
                .withMessageStartingWith("The build is of the tag v1.2");
    }

    @Test
    void isThatOfTheBuildIfThePipelineNamesATagThatItCreates() {
        BranchOfBuild build = of("BRANCH_NAME", "release/1.2", "TAG_NAME", "v1.2");

        assertThat(build.ofOwnRepository()).contains("release/1.2");
        assertThat(build.source()).isEqualTo("release/1.2");
    }

    @Test
    void isTheSourceBranchInTheBuildOfAPullRequestThatNamesATag() {
        BranchOfBuild build =
                of("BRANCH_NAME", "PR-7", "CHANGE_ID", "7", "CHANGE_BRANCH", "release/1.2", "TAG_NAME", "v1.2");

        assertThat(build.source()).isEqualTo("release/1.2");
    }
}
