package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.automation.SetBuildStatus.State;
import java.io.IOException;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Sets two build statuses: that a block is in progress, and how it has ended. The second one is set even if Jenkins
 * restarts meanwhile.
 */
final class BuildStatusExecution extends StatusExecution {

    private static final long serialVersionUID = 1;

    private final BuildStatusStep step;

    @CheckForNull
    private BuildStatusTarget target;

    /** The block, after it has started. */
    @CheckForNull
    private BodyExecution body;

    /** The result of the build when the block started. */
    @CheckForNull
    private String resultBefore;

    /** How the block has ended. */
    @CheckForNull
    private State end;

    @CheckForNull
    private Serializable value;

    @CheckForNull
    private Throwable failure;

    BuildStatusExecution(BuildStatusStep step, StepContext context) {
        super(step, context);
        this.step = step;
    }

    @Override
    public void onResume() {
        if (body == null || end != null) {
            super.onResume();
        }
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        if (target == null) {
            target = BuildStatusTarget.of(step, run, environment);
        }
        return step.prepare(target, end == null ? State.INPROGRESS : end);
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        try {
            if (target != null && (body == null || end != null)) {
                warn(Messages.StatusStep_MayStay(step.getKey(), target.commit()));
            }
        } finally {
            super.stop(cause);
        }
    }

    @Override
    void failed(Throwable cause) {
        Throwable ofBlock = failure;
        if (ofBlock == null) {
            super.failed(cause);
            return;
        }
        // The failure of the block itself comes first.
        try {
            warn(String.valueOf(cause.getMessage()));
        } catch (IOException e) {
            ofBlock.addSuppressed(e);
        } finally {
            getContext().onFailure(ofBlock);
        }
    }

    @Override
    void goOn(StepResult result) {
        if (failure != null) {
            getContext().onFailure(failure);
        } else if (end != null) {
            getContext().onSuccess(value);
        } else {
            resultBefore = resultNow();
            body = getContext().newBodyInvoker().withCallback(new End(this)).start();
        }
    }

    private void bodyEnded(State how) {
        end = how;
        if (failure == null && isWorse(resultNow())) {
            // A step in the block may set the result of the build to report a failure.
            end = State.FAILED;
        }
        super.start();
    }

    @CheckForNull
    private String resultNow() {
        try {
            Result result = getContext().get(Run.class).getResult();
            return result == null ? null : result.toString();
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private boolean isWorse(@CheckForNull String now) {
        return now != null
                && Result.fromString(now)
                        .isWorseThan(resultBefore == null ? Result.SUCCESS : Result.fromString(resultBefore));
    }

    private static State stateOf(Throwable failure) {
        if (failure instanceof FlowInterruptedException interruption) {
            return interruption.getResult().isBetterOrEqualTo(Result.FAILURE) ? State.FAILED : State.STOPPED;
        }
        return failure instanceof InterruptedException ? State.STOPPED : State.FAILED;
    }

    /** Sets the final status after the block has ended. */
    private static final class End extends BodyExecutionCallback {

        private static final long serialVersionUID = 1;

        private final BuildStatusExecution execution;

        End(BuildStatusExecution execution) {
            this.execution = execution;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.value = result instanceof Serializable serializable ? serializable : null;
            execution.bodyEnded(State.SUCCESSFUL);
        }

        @Override
        public void onFailure(StepContext context, Throwable cause) {
            execution.failure = cause;
            execution.bodyEnded(stateOf(cause));
        }
    }
}
