package io.jenkins.plugins.bitbucket.core.automation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Hash;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.MainBranch;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Named;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint.Tagged;
import io.jenkins.plugins.bitbucket.testing.FuzzText;
import org.eclipse.jgit.lib.Repository;

/** Any input for the start of a branch names something in git, or is rejected. */
class StartPointFuzzTest {

    @DictionaryEntries({"refs/heads/", "refs/tags/", "0123456789abcdef"})
    @FuzzTest(maxExecutions = 150_000, maxDuration = "")
    void namesSomethingInGit(byte[] input) {
        String text = FuzzText.of(input);
        StartPoint start;
        try {
            start = StartPoint.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        if (start instanceof Hash commit) {
            assertThat(commit.hash()).matches("[0-9a-fA-F]{7,40}");
        } else if (start instanceof Named branch) {
            assertThat(Repository.isValidRefName("refs/heads/" + branch.name())).isTrue();
        } else if (start instanceof Tagged tagged) {
            assertThat(Repository.isValidRefName("refs/tags/" + tagged.tag())).isTrue();
        } else {
            assertThat(start).isEqualTo(new MainBranch());
            assertThat(text).isBlank();
        }
    }
}
