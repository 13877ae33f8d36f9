package io.jenkins.plugins.bitbucket.steps;

import hudson.model.TaskListener;
import io.jenkins.plugins.bitbucket.core.error.BitbucketException;
import io.jenkins.plugins.bitbucket.core.error.Text;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Sets a build status. A failure is a warning, unless the step is configured to fail. */
class StatusExecution extends BitbucketStepExecution {

    private static final long serialVersionUID = 1;

    private final StatusStep step;

    StatusExecution(StatusStep step, StepContext context) {
        super(step, context);
        this.step = step;
    }

    @Override
    final void succeeded(StepResult result) {
        goOn(result);
    }

    @Override
    void failed(Throwable cause) {
        if (step.isFailOnError() || !(cause instanceof BitbucketException)) {
            super.failed(cause);
            return;
        }
        try {
            getContext().get(TaskListener.class).getLogger().println("WARNING: " + Text.printable(cause.getMessage()));
        } catch (IOException e) {
            super.failed(e);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        goOn(StepResult.of(null, ""));
    }

    /** It is set, or a failure does not matter. */
    void goOn(StepResult result) {
        super.succeeded(result);
    }
}
