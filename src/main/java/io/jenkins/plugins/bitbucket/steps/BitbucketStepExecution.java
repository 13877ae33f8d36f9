package io.jenkins.plugins.bitbucket.steps;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.configuration.TestSshKey;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.credentials.RejectedTokens;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import io.jenkins.plugins.bitbucket.steps.BitbucketStep.Operation;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Runs the use case of a step: looks the credential up, sends the first request, and ends the step when the last answer
 * is there. No thread of the build waits in between. After a restart of Jenkins it starts again, which a use case is made for.
 */
final class BitbucketStepExecution extends GeneralNonBlockingStepExecution {

    private static final long serialVersionUID = 1;
    private static final Logger LOGGER = Logger.getLogger(BitbucketStepExecution.class.getName());

    private final BitbucketStep step;
    private transient volatile CompletableFuture<StepResult> operation;
    private transient volatile String status;
    private transient volatile boolean stopped;

    BitbucketStepExecution(BitbucketStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        run(() -> begin(false));
        return false;
    }

    @Override
    public void onResume() {
        run(() -> begin(true));
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        stopped = true;
        super.stop(cause);
        CompletableFuture<StepResult> started = operation;
        if (started != null) {
            started.cancel(true);
        }
    }

    @NonNull
    @Override
    public String getStatus() {
        String now = status;
        return now == null ? "looking for the credential" : Text.printable(now);
    }

    @Override
    public boolean blocksRestart() {
        return false;
    }

    /** @param resumed whether Jenkins was restarted in the middle, so that Bitbucket may have done the work already */
    private void begin(boolean resumed) throws IOException, InterruptedException {
        StepContext context = getContext();
        Run<?, ?> run = context.get(Run.class);
        TaskListener listener = context.get(TaskListener.class);
        EnvVars environment = context.get(EnvVars.class);
        StandardCredentials credential;
        try {
            Operation requested = step.operation(run, environment);
            credential = CredentialOfBuild.find(step.getCredentialsId(), run);
            status = requested.status();
            RetryPolicy patience = RetryPolicy.of(step.retryTime(), wait -> tell(wait, listener));
            operation = credential instanceof SSHUserPrivateKey key
                    ? start(requested, key, patience, resumed)
                    : start(requested, (BitbucketApiToken) credential, patience, resumed);
            // It writes a file, for which there is time while Bitbucket is at work.
            CredentialsProvider.track(run, credential);
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
        if (stopped) {
            operation.cancel(true);
        }
        // Ending a step saves the build: that is not for the few threads of the client.
        operation
                .whenCompleteAsync(
                        (result, failure) -> RejectedTokens.get().used(credential, failure),
                        Computer.threadPoolForRemoting)
                .whenComplete(this::end);
    }

    private static CompletableFuture<StepResult> start(
            Operation requested, BitbucketApiToken token, RetryPolicy patience, boolean resumed) {
        BitbucketClient client = BitbucketCloudConfiguration.get().bitbucket().as(token.apiCredential(), patience);
        return client.cancelTogether(requested.start(resumed ? client.resumed() : client));
    }

    private static CompletableFuture<StepResult> start(
            Operation requested, SSHUserPrivateKey key, RetryPolicy patience, boolean resumed) {
        GitClient connection = BitbucketCloudConfiguration.get().ssh().as(TestSshKey.credential(key), patience);
        return connection.cancelTogether(requested.start(resumed ? connection.resumed() : connection));
    }

    private void end(StepResult result, Throwable failure) {
        StepContext context = getContext();
        if (operation.isCancelled()) {
            return;
        }
        if (failure != null) {
            Throwable cause = BitbucketException.cause(failure);
            context.onFailure(cause instanceof BitbucketException ? new AbortException(cause.getMessage()) : cause);
            return;
        }
        try {
            tell(result, context.get(TaskListener.class));
            Run<?, ?> run = context.get(Run.class);
            boolean news = result.made().isPresent()
                    && BitbucketBuildAction.add(run, result.made().get());
            context.onSuccess(result.value());
            if (news) {
                save(run);
            }
        } catch (IOException e) {
            context.onFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            context.onFailure(e);
        }
    }

    /** After the step, which need not wait for the disk; the build saves itself again at its end. */
    private static void save(Run<?, ?> run) {
        try {
            run.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What " + run + " made on Bitbucket can't be saved yet");
        }
    }

    /** Writing to the console may take its time: that is not for the few threads of the client either. */
    private static void tell(String wait, TaskListener listener) {
        Computer.threadPoolForRemoting.execute(() -> listener.getLogger().println(Text.printable(wait)));
    }

    private static void tell(StepResult result, TaskListener listener) throws IOException {
        PrintStream console = listener.getLogger();
        console.print(result.console().stream().map(Text::printable).collect(Collectors.joining("\n")));
        String url = result.made().map(Made::getUrl).orElse("");
        if (!url.isEmpty()) {
            console.print(": ");
            listener.hyperlink(url, url);
        }
        console.println();
        result.warnings().forEach(warning -> console.println("WARNING: " + Text.printable(warning)));
    }
}
