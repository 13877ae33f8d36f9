package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import java.util.Optional;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.SCMSourceOwner;
import jenkins.scm.impl.NullSCMSource;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The source of a multibranch project, such as a repository, that a build comes from. */
@Restricted(NoExternalUse.class)
public final class SourceOfBuild {

    private SourceOfBuild() {}

    /**
     * Null outside of a multibranch project. A job loses its source as soon as its branch is deleted or its pull
     * request is merged, even while a build is running; the build's revision still names it.
     */
    @CheckForNull
    public static SCMSource find(Run<?, ?> run) {
        return ofRevision(run).orElseGet(() -> SCMSource.SourceByItem.findSource(run.getParent()));
    }

    private static Optional<SCMSource> ofRevision(Run<?, ?> run) {
        return run.getParent().getParent() instanceof SCMSourceOwner project
                ? run.getActions(SCMRevisionAction.class).stream()
                        .flatMap(revision -> Optional.ofNullable(project.getSCMSource(revision.getSourceId())).stream())
                        .filter(source -> !(source instanceof NullSCMSource))
                        .findFirst()
                : Optional.empty();
    }
}
