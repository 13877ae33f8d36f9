package io.jenkins.plugins.bitbucket.steps;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Text;
import io.jenkins.plugins.bitbucket.core.retry.RetryPolicy;
import io.jenkins.plugins.bitbucket.credentials.BuildNotice;
import io.jenkins.plugins.bitbucket.credentials.TokenOutcomes;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Runs the use case of a step: looks up the credential, sends the first request, and ends the step after the last
 * response. No thread of the build waits in between. After a restart of Jenkins it starts again, because use cases are
 * idempotent.
 *
 * <p>The step ends as its operation does. A failure to write to the console, the build's page or the credential does
 * not change this.
 */
class BitbucketStepExecution extends GeneralNonBlockingStepExecution {

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
        run(() -> beginOrFail(false));
        return false;
    }

    @Override
    public void onResume() {
        run(() -> beginOrFail(true));
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

    /** A failure before the first request ends the step as one after it does. */
    private void beginOrFail(boolean resumed) throws InterruptedException {
        try {
            begin(resumed);
        } catch (IOException | RuntimeException e) {
            if (!stopped) {
                failed(e);
            }
        }
    }

    /** @param resumed whether Jenkins was restarted in the meantime, so that the work may already be done */
    private void begin(boolean resumed) throws IOException, InterruptedException {
        StepContext context = getContext();
        Run<?, ?> run = context.get(Run.class);
        TaskListener listener = context.get(TaskListener.class);
        EnvVars environment = context.get(EnvVars.class);
        CredentialOfBuild credential;
        try {
            step.enter(context);
            Operation.Prepared<?> requested = prepare(run, environment);
            credential = CredentialOfBuild.find(
                    step.getCredentialsId(), run, step.sshHost(run, environment), requested.operation());
            status = requested.status();
            RetryPolicy retries = RetryPolicy.of(step.retryTime(), wait -> tell(wait, listener));
            operation = credential.start(requested, retries, resumed);
        } catch (IllegalArgumentException e) {
            leave();
            throw new AbortException(e.getMessage());
        } catch (IOException | InterruptedException | RuntimeException e) {
            leave();
            throw e;
        }
        if (stopped) {
            operation.cancel(true);
        }
        // This writes files, while Bitbucket processes the request.
        attempt("note the use of the credential", () -> {
            CredentialsProvider.track(run, credential.stored());
            credential
                    .advice()
                    .ifPresent(advice ->
                            BuildNotice.print(advice, credential.stored().getId(), run, listener));
        });
        operation.whenComplete((result, failure) -> endLater(() -> end(result, failure, credential)));
    }

    /** Ending a step saves the build, which must not block the client's few threads. */
    private static void endLater(Runnable end) {
        try {
            Computer.threadPoolForRemoting.execute(end);
        } catch (RuntimeException | Error e) {
            // Jenkins is stopping, or has no thread left.
            end.run();
        }
    }

    private void leave() {
        attempt("clean up", () -> step.leave(getContext()));
    }

    private void end(StepResult result, Throwable failure, CredentialOfBuild credential) {
        leave();
        if (stopped) {
            return;
        }
        attempt(
                "note how the use of the credential ended",
                () -> TokenOutcomes.get().used(credential.stored(), failure));
        StepContext context = getContext();
        try {
            if (failure == null) {
                attempt("write to the console", () -> tell(result, context.get(TaskListener.class)));
                attempt("note on the build's page", () -> note(result, context.get(Run.class)));
                succeeded(result);
            } else {
                Throwable cause = BitbucketException.cause(failure);
                LOGGER.log(Level.FINE, cause, () -> status + " failed");
                failed(cause);
            }
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "Can't report the end of “" + status + "” to its build");
            context.onFailure(e);
        }
    }

    /** Checks the parameters, and returns the operation. */
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) throws IOException, InterruptedException {
        return step.prepare(run, environment);
    }

    /** The operation has succeeded, and the console says so. */
    void succeeded(StepResult result) {
        getContext().onSuccess(result.value());
    }

    /** The operation has failed. */
    void failed(Throwable cause) {
        getContext().onFailure(cause instanceof BitbucketException ? new AbortException(cause.getMessage()) : cause);
    }

    /** Work that may throw anything. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    /** Does something that does not affect the outcome of the step. */
    private void attempt(String what, Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "Can't " + what + " while " + status);
        }
    }

    /** Writing to the console can be slow, and must not block the client's few threads. */
    private void tell(String wait, TaskListener listener) {
        endLater(
                () -> attempt("write to the console", () -> listener.getLogger().println(Text.printable(wait))));
    }

    private static void tell(StepResult result, TaskListener listener) {
        PrintStream console = listener.getLogger();
        console.print(result.console().stream().map(Text::printable).collect(Collectors.joining("\n")));
        String url = result.made().map(Made::getUrl).orElse("");
        if (!url.isEmpty()) {
            // Jenkins makes a link of an address by itself.
            console.print(": " + url);
        }
        console.println();
        result.warnings().forEach(warning -> console.println("WARNING: " + Text.printable(warning)));
    }

    private static void note(StepResult result, Run<?, ?> run) {
        result.made().ifPresent(made -> BitbucketBuildAction.add(run, made));
    }
}
