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
            warn(cause.getMessage());
        } catch (IOException e) {
            super.failed(e);
            return;
        }
        goOn(StepResult.of(null, ""));
    }

    final void warn(String sentence) throws IOException {
        try {
            getContext().get(TaskListener.class).getLogger().println("WARNING: " + Text.printable(sentence));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** It is set, or a failure does not matter. */
    void goOn(StepResult result) {
        super.succeeded(result);
    }
}
