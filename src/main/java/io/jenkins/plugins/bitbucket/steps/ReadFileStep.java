package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.SourcePath;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile.Encoding;
import io.jenkins.plugins.bitbucket.core.automation.ReadFile.IfMissing;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import java.util.Set;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketReadFile}: reads a file of a repository without a clone. */
@Restricted(NoExternalUse.class)
public final class ReadFileStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    private static final Operation<ReadFile.Request> OPERATION = Operation.overRest(
            ReadFile.SCOPES,
            (request, client) -> new ReadFile().run(request, client).thenApply(read -> result(request, read)));

    private final String path;

    @CheckForNull
    private String ref;

    @CheckForNull
    private String encoding;

    private String ifMissing = EnumParameter.word(IfMissing.FAIL);

    /** @param path the path of the file in the repository */
    @DataBoundConstructor
    public ReadFileStep(String path) {
        this.path = Util.fixNull(path);
    }

    public String getPath() {
        return path;
    }

    @CheckForNull
    public String getRef() {
        return ref;
    }

    /** @param ref a branch, a tag or a commit; the main branch if empty */
    @DataBoundSetter
    public void setRef(String ref) {
        this.ref = Util.fixEmptyAndTrim(ref);
    }

    @CheckForNull
    public String getEncoding() {
        return encoding;
    }

    /** @param encoding the name of a character set, or {@code Base64}; UTF-8 if empty */
    @DataBoundSetter
    public void setEncoding(String encoding) {
        this.encoding = Util.fixEmptyAndTrim(encoding);
    }

    public String getIfMissing() {
        return ifMissing;
    }

    /** @param ifMissing {@code fail} or {@code null}, checked when the step runs; {@code fail} if empty */
    @DataBoundSetter
    public void setIfMissing(String ifMissing) {
        this.ifMissing = Util.fixNull(Util.fixEmptyAndTrim(ifMissing), EnumParameter.word(IfMissing.FAIL));
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        RepositoryId repositoryId = repositoryOf(run, environment);
        ReadFile.Request request = new ReadFile.Request(
                repositoryId,
                new SourcePath(path),
                StartPoint.parse(ref),
                Encoding.parse(encoding),
                EnumParameter.of(IfMissing.class, "ifMissing", ifMissing));
        return OPERATION.prepare("reading " + path + " of " + repositoryId, request);
    }

    private static StepResult result(ReadFile.Request request, ReadFile.Result read) {
        return read.text()
                .map(text -> StepResult.of(text, Messages.ReadFileStep_Read(request.path(), request.repository())))
                .orElseGet(
                        () -> StepResult.of(null, Messages.ReadFileStep_Missing(request.path(), request.repository())));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketReadFile";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ReadFileStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("ref");
        }

        @POST
        public ListBoxModel doFillIfMissingItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, IfMissing.class);
        }
    }
}
