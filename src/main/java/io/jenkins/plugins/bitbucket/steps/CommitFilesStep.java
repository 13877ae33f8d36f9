package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.bitbucket.core.api.BranchName;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.SourceFile;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles;
import io.jenkins.plugins.bitbucket.core.automation.CommitFiles.IfUnchanged;
import io.jenkins.plugins.bitbucket.core.automation.CommitResult;
import io.jenkins.plugins.bitbucket.core.automation.SentCommit;
import io.jenkins.plugins.bitbucket.core.automation.StartPoint;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketCommitFiles}: commits files to a branch without a clone. */
@Restricted(NoExternalUse.class)
public final class CommitFilesStep extends BitbucketStep {

    private static final long serialVersionUID = 1;
    private static final int SHORT_HASH = 12;

    private static final Operation<CommitFiles.Request> OPERATION = Operation.overRest(
            CommitFiles.SCOPES,
            (request, client) -> new CommitFiles().run(request, client).thenApply(made -> result(request, made)));

    private final String branch;
    private final String message;
    private String files = "";

    @CheckForNull
    private String workspaceFiles;

    private String delete = "";
    private String executable = "";

    @CheckForNull
    private String from;

    @CheckForNull
    private String author;

    private String ifUnchanged = EnumParameter.word(IfUnchanged.SKIP);

    // State that must survive a restart.
    private final String id = UUID.randomUUID().toString();
    private volatile WorkspaceFiles copied;
    private volatile String sentOnTopOf;
    private transient volatile StepContext context;

    /**
     * @param branch the branch to commit to
     * @param message the commit message
     */
    @DataBoundConstructor
    public CommitFilesStep(String branch, String message) {
        this.branch = Util.fixNull(branch).trim();
        this.message = Util.fixNull(message);
    }

    public String getBranch() {
        return branch;
    }

    public String getMessage() {
        return message;
    }

    public String getFiles() {
        return files;
    }

    /** @param files texts by their paths, as a JSON object; a script can also give a map */
    @DataBoundSetter
    public void setFiles(String files) {
        this.files = Util.fixNull(files).trim();
    }

    @CheckForNull
    public String getWorkspaceFiles() {
        return workspaceFiles;
    }

    /** @param workspaceFiles one or more Ant patterns, separated by commas; no workspace files if empty */
    @DataBoundSetter
    public void setWorkspaceFiles(String workspaceFiles) {
        this.workspaceFiles = Util.fixEmptyAndTrim(workspaceFiles);
    }

    public String getDelete() {
        return delete;
    }

    /** @param delete paths, one per line; a script can also give a list */
    @DataBoundSetter
    public void setDelete(String delete) {
        this.delete = PathLines.clean(delete);
    }

    public String getExecutable() {
        return executable;
    }

    /** @param executable paths of files to make executable, one per line; a script can also give a list */
    @DataBoundSetter
    public void setExecutable(String executable) {
        this.executable = PathLines.clean(executable);
    }

    @CheckForNull
    public String getFrom() {
        return from;
    }

    /** @param from where to start the branch if it does not exist; the main branch if empty */
    @DataBoundSetter
    public void setFrom(String from) {
        this.from = Util.fixEmptyAndTrim(from);
    }

    @CheckForNull
    public String getAuthor() {
        return author;
    }

    /** @param author as {@code Jane Doe <jane@acme.example>}; the token's owner if empty */
    @DataBoundSetter
    public void setAuthor(String author) {
        this.author = Util.fixEmptyAndTrim(author);
    }

    public String getIfUnchanged() {
        return ifUnchanged;
    }

    /** @param ifUnchanged {@code skip} or {@code fail}, checked when the step runs; {@code skip} if empty */
    @DataBoundSetter
    public void setIfUnchanged(String ifUnchanged) {
        this.ifUnchanged = Util.fixNull(Util.fixEmptyAndTrim(ifUnchanged), EnumParameter.word(IfUnchanged.SKIP));
    }

    @Override
    void enter(StepContext entered) throws IOException, InterruptedException {
        context = entered;
        if (workspaceFiles == null || copied != null) {
            return;
        }
        // Reports other errors before anything is copied.
        prepare(List.of(SourceFile.of("no-other-file-" + id, "")), new RepositoryId("any", "any"));
        FilePath workspace = entered.get(FilePath.class);
        if (workspace == null) {
            throw new AbortException(Messages.CommitFilesStep_NoWorkspace());
        }
        copied = WorkspaceFiles.copy(workspace, workspaceFiles, copy(entered));
    }

    @Override
    void leave(StepContext left) throws IOException, InterruptedException {
        if (workspaceFiles != null) {
            Files.deleteIfExists(copy(left));
        }
    }

    private Path copy(StepContext of) throws IOException, InterruptedException {
        return of.get(Run.class).getRootDir().toPath().resolve("bitbucketCommitFiles-" + id);
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        RepositoryId repositoryId = repositoryOf(run, environment);
        List<SourceFile> all = new ArrayList<>();
        if (copied != null) {
            all.addAll(copied.files());
        }
        return OPERATION.prepare(
                "committing to the branch " + branch + " of " + repositoryId, prepare(all, repositoryId));
    }

    /** @param more files in addition to the texts in the script */
    private CommitFiles.Request prepare(List<SourceFile> more, RepositoryId repositoryId) {
        List<SourceFile> all = new ArrayList<>();
        MapParameter.split("files", files).forEach((path, text) -> all.add(SourceFile.of(path, text)));
        all.addAll(more);
        return new CommitFiles.Request(
                repositoryId,
                new BranchName(branch),
                StartPoint.parse(from),
                message,
                Optional.ofNullable(author),
                copied == null && workspaceFiles != null ? all : PathLines.markExecutable(all, executable),
                PathLines.paths(delete),
                EnumParameter.of(IfUnchanged.class, "ifUnchanged", ifUnchanged),
                new SentCommit(sentOnTopOf, this::keep));
    }

    private CompletableFuture<Void> keep(String parent) {
        sentOnTopOf = parent;
        CompletableFuture<Void> kept = new CompletableFuture<>();
        context.saveState().addListener(() -> kept.complete(null), Runnable::run);
        return kept;
    }

    private static StepResult result(CommitFiles.Request request, CommitResult done) {
        String repository = request.repository().toString();
        String hash =
                done.commit().substring(0, Math.min(SHORT_HASH, done.commit().length()));
        String url = done.url().map(URI::toString).orElse("");
        LinkedHashMap<String, Serializable> value = new LinkedHashMap<>();
        value.put("commit", done.commit());
        value.put("url", url);
        value.put("branch", done.branch());
        value.put("changed", done.changed());
        String title = request.message().lines().findFirst().orElse("");
        return done.changed()
                ? StepResult.made(
                        value,
                        Messages.CommitFilesStep_Committed(hash, done.branch(), repository),
                        List.of(),
                        new Made("commit", repository, hash, title, "created", url))
                : StepResult.of(value, Messages.CommitFilesStep_Unchanged(done.branch(), repository, hash));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketCommitFiles";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.CommitFilesStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Set<String> branchFields() {
            return Set.of("branch", "from");
        }

        @Override
        Map<String, ParameterForm> forms() {
            return Map.of("files", ParameterForm.MAP, "delete", ParameterForm.LINES, "executable", ParameterForm.LINES);
        }

        @POST
        public FormValidation doCheckMessage(@CheckForNull @AncestorInPath Item item, @QueryParameter String value) {
            return required(item, value, Messages.CommitFilesStep_NoMessage());
        }

        @POST
        public ListBoxModel doFillIfUnchangedItems(@CheckForNull @AncestorInPath Item item) {
            return choices(item, IfUnchanged.class);
        }
    }
}
