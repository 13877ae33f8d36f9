package io.jenkins.plugins.bitbucket.core.git.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors for the words of a server; advice is given only if its words justify it. */
class SshErrorDecoderTest {

    private static final String WHAT =
            "Can't create the branch x in acme/infra with the credential “key”: Bitbucket says ";

    private final SshErrorDecoder decoder = new SshErrorDecoder("create the branch x in acme/infra", "key");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "repository access denied. access via a deployment key is read-only. | PermissionMissing "
                        + "| Add the key to an account with write permission, at "
                        + "https://bitbucket.org/account/settings/ssh-keys/, instead of to the access keys of the "
                        + "repository or project.",
                "repository access denied. | PermissionMissing | Give the account of the key the permission in the"
                        + " repository's settings.",
                "Unauthorized | PermissionMissing | Give the account of the key the permission in the repository's settings.",
                "repository does not exist. | NotFound | Check the spelling, and that the account of the key may see it.",
                "The requested repository either does not exist or you do not have access. | NotFound | Check the spelling,"
                        + " and that the account of the key may see it.",
                "Bitbucket is temporarily unavailable | Unavailable |",
                "Too many connections | Unavailable |",
                "fatal: cannot open HEAD: Permission denied | Invalid |",
                "bash: git-upload-pack: command not found | Invalid |",
                "This repository is read-only while it is moved | Invalid |",
                "error: No space left on device | Invalid |"
            })
    void explainsARefusedCommand(String words, String kind, String advice) {
        check(decoder.refused(words), words, kind, advice);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pre-receive hook declined | | PermissionMissing | It does not say why: look at the branch restrictions in"
                        + " the repository's settings.",
                "pre-receive hook declined | Permission denied to create branch x. | PermissionMissing | Look at the branch"
                        + " restrictions in the repository's settings.",
                "pre-receive hook declined | Names begin with a ticket; you are not allowed to use others | Invalid |",
                "hook declined | error: hook declined to update refs/heads/x | Invalid |",
                "failed to update ref | error: cannot lock ref: Permission denied | Invalid |",
                "unable to create temporary object directory | error: Read-only file system | Invalid |",
                "unpacker error | fatal: write error: No space left on device | Invalid |",
                "prohibited by Acme: missing Change-Id | | Invalid |"
            })
    void explainsARefusedBranch(String reason, String words, String kind, String advice) {
        String said = words == null ? "" : words;

        check(decoder.declined(reason, said), said.isEmpty() ? reason : said + " (" + reason + ")", kind, advice);
    }

    @Test
    void explainsARefusalWithoutAReason() {
        assertThat(decoder.declined("", "")).hasMessageContaining(": Bitbucket rejected the push. It does not say why");
        assertThat(decoder.declined("", "The disk is full.")).hasMessage(WHAT + "“The disk is full”.");
    }

    private static void check(Throwable failure, String words, String kind, String advice) {
        assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure)
                .hasMessage(WHAT + "“" + words.replaceFirst("\\.$", "") + "”." + (advice == null ? "" : " " + advice));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a\u0007b\u202ec | a b c", "'one\n\ntwo\n' | one two"})
    void quotesOneLine(String words, String line) {
        assertThat(decoder.refused(words.translateEscapes())).hasMessage(WHAT + "“" + line + "”.");
    }
}
