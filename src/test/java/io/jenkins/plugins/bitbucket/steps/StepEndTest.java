package io.jenkins.plugins.bitbucket.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsUseListener;
import hudson.console.LineTransformationOutputStream;
import hudson.model.Item;
import hudson.model.Node;
import hudson.model.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.TestExtension;

/** A step ends as its operation did, whatever its listeners throw. */
@Timeout(300)
class StepEndTest extends StepTest {

    private static final String CREATE =
            "bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/infra', branch: 'bump'";

    /** What other plugins and the disk may throw. */
    private enum Thrown {
        RUNTIME_EXCEPTION,
        LINKAGE_ERROR,
        FULL_DISK;

        void raise() throws IOException {
            switch (this) {
                case RUNTIME_EXCEPTION -> throw new IllegalStateException("a plugin that fails");
                case LINKAGE_ERROR -> throw new NoClassDefFoundError("org/example/Gone");
                case FULL_DISK -> throw new IOException("No space left on device");
                default -> throw new AssertionError(this);
            }
        }
    }

    private static volatile Thrown inTheConsole;
    private static volatile Thrown atTheUse;

    private final LogRecorder log =
            new LogRecorder().record(BitbucketStepExecution.class, Level.FINE).capture(100);

    @AfterEach
    void throwNothingAnyMore() {
        inTheConsole = null;
        atTheUse = null;
        log.close();
    }

    /** Throws when the console is told what a step has made. */
    private static final class FailingFilter extends TaskListenerDecorator {

        private static final long serialVersionUID = 1;

        @Override
        public OutputStream decorate(OutputStream console) {
            return new LineTransformationOutputStream.Delegating(console) {
                @Override
                protected void eol(byte[] bytes, int length) throws IOException {
                    String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
                    if (inTheConsole != null && line.contains("the branch bump")) {
                        inTheConsole.raise();
                    }
                    out.write(bytes, 0, length);
                }
            };
        }
    }

    @TestExtension
    public static final class Filters implements TaskListenerDecorator.Factory {
        @Override
        public TaskListenerDecorator of(FlowExecutionOwner owner) {
            return new FailingFilter();
        }
    }

    /** Throws when Jenkins is told that a credential is used. */
    @TestExtension
    public static final class FailingListener implements CredentialsUseListener {
        @Override
        @SuppressWarnings("rawtypes")
        public void onUse(Credentials credentials, Run run) {
            if (atTheUse != null) {
                try {
                    atTheUse.raise();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void onUse(Credentials credentials, Node node) {
            // Not a build.
        }

        @Override
        public void onUse(Credentials credentials, Item item) {
            // Not a build.
        }
    }

    private Stream<String> logged() {
        return log.getRecords().stream().map(record -> record.getMessage() + " " + record.getThrown());
    }

    @ParameterizedTest
    @EnumSource(Thrown.class)
    void isASuccessWhateverTheConsoleThrows(Thrown thrown) throws Exception {
        inTheConsole = thrown;

        succeed("def branch = " + CREATE + "\necho \"created: ${branch.created}\"");

        assertThat(acme.infra.tip("bump")).contains(acme.firstCommit);
        if (thrown != Thrown.FULL_DISK) {
            // A console hides disk errors.
            assertThat(logged()).anyMatch(line -> line.startsWith("Can't write to the console"));
        }
    }

    @ParameterizedTest
    @EnumSource(Thrown.class)
    void isASuccessWhateverTheUseOfTheCredentialThrows(Thrown thrown) throws Exception {
        atTheUse = thrown;

        succeed(CREATE);

        assertThat(acme.infra.tip("bump")).contains(acme.firstCommit);
    }

    @Test
    void isAFailureWithItsOwnReasonWhateverTheUseOfTheCredentialThrows() throws Exception {
        atTheUse = Thrown.LINKAGE_ERROR;
        acme.bitbucket.revoke(credential.getToken().getPlainText());

        assertThat(errorOf(fail(CREATE))).contains("Bitbucket rejected the token (401)");
    }

    @Test
    void logsWhatFailedAndWhy() throws Exception {
        fail("bitbucketCreateBranch credentialsId: 'bitbucket-prod', repository: 'acme/gone', branch: 'bump'");

        assertThat(logged())
                .anyMatch(line -> line.startsWith("creating the branch bump in acme/gone failed")
                        && line.contains("BitbucketException"));
    }
}
