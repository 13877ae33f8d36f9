package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.bitbucket.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.api.BitbucketException;
import io.jenkins.plugins.bitbucket.api.RepositoryId;
import io.jenkins.plugins.bitbucket.api.Text;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.steps.BitbucketStep.Operation;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Runs the use case of a step: looks the credential up, sends the first request, and ends the step when the last answer
 * is there. No thread waits in between. After a restart of Jenkins it starts again, which a use case is made for.
 */
final class OperationExecution extends GeneralNonBlockingStepExecution {

    private static final long serialVersionUID = 1;

    private final BitbucketStep step;
    private transient volatile CompletableFuture<StepResult> operation;
    private transient volatile String status;
    private transient volatile boolean stopped;

    OperationExecution(BitbucketStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public boolean start() {
        run(this::begin);
        return false;
    }

    @Override
    public void onResume() {
        run(this::begin);
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

    private void begin() throws IOException, InterruptedException {
        StepContext context = getContext();
        Run<?, ?> run = context.get(Run.class);
        EnvVars environment = context.get(EnvVars.class);
        try {
            RepositoryId repository = RepositoryOfBuild.find(step.getRepository(), run, environment);
            Operation requested = step.operation(repository, environment);
            BitbucketApiToken credential = CredentialOfBuild.find(step.getCredentialsId(), run);
            BitbucketClient client =
                    BitbucketCloudConfiguration.get().bitbucket().as(credential.apiCredential());
            status = requested.status();
            operation = client.abortedWith(requested.start(client));
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
        if (stopped) {
            operation.cancel(true);
        }
        // Ending a step saves the build: that is not for the few threads of the client.
        operation.whenCompleteAsync(this::end, Computer.threadPoolForRemoting);
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
            BitbucketWork.add(context.get(Run.class), result.made());
            context.onSuccess(result.value());
        } catch (IOException e) {
            context.onFailure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            context.onFailure(e);
        }
    }

    private static void tell(StepResult result, TaskListener listener) throws IOException {
        listener.getLogger().print(Text.printable(result.console()));
        String url = result.made().getUrl();
        if (!url.isEmpty()) {
            listener.getLogger().print(": ");
            listener.hyperlink(url, url);
        }
        listener.getLogger().println();
        result.warnings().forEach(warning -> listener.getLogger().println("WARNING: " + Text.printable(warning)));
    }
}
