package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.Filter;
import io.jenkins.plugins.bitbucket.core.api.RepositoryDetails;
import io.jenkins.plugins.bitbucket.core.automation.ListRepositories;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code bitbucketListRepositories}: lists the repositories of a workspace. */
@Restricted(NoExternalUse.class)
public final class ListRepositoriesStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    private static final Operation<ListRepositories.Request> OPERATION = Operation.overRest(
            ListRepositories.SCOPES,
            (request, client) -> new ListRepositories().run(request, client).thenApply(all -> result(request, all)));

    @CheckForNull
    private String workspace;

    @CheckForNull
    private String project;

    @CheckForNull
    private String nameContains;

    @CheckForNull
    private String query;

    @CheckForNull
    private Integer limit;

    /** All repositories of the build's workspace. */
    @DataBoundConstructor
    public ListRepositoriesStep() {}

    @CheckForNull
    public String getWorkspace() {
        return workspace;
    }

    /** @param workspace the workspace; if empty, the one of the repository */
    @DataBoundSetter
    public void setWorkspace(String workspace) {
        this.workspace = Util.fixEmptyAndTrim(workspace);
    }

    @CheckForNull
    public String getProject() {
        return project;
    }

    /** @param project the key of a project; any if empty */
    @DataBoundSetter
    public void setProject(String project) {
        this.project = Util.fixEmptyAndTrim(project);
    }

    @CheckForNull
    public String getNameContains() {
        return nameContains;
    }

    /** @param nameContains a part of the name, case-insensitive; any name if empty */
    @DataBoundSetter
    public void setNameContains(String nameContains) {
        this.nameContains = Util.fixEmpty(nameContains);
    }

    @CheckForNull
    public String getQuery() {
        return query;
    }

    /** @param query a condition in Bitbucket's filter language; none if empty */
    @DataBoundSetter
    public void setQuery(String query) {
        this.query = Util.fixEmptyAndTrim(query);
    }

    @CheckForNull
    public Integer getLimit() {
        return limit;
    }

    /** @param limit the maximum number; all if null */
    @DataBoundSetter
    public void setLimit(Integer limit) {
        this.limit = limit;
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        String of = workspace == null ? repositoryOf(run, environment).workspace() : workspace;
        ListRepositories.Request request = new ListRepositories.Request(
                of,
                Optional.ofNullable(project),
                Optional.ofNullable(nameContains),
                Optional.ofNullable(query).map(Filter::parse),
                limit == null ? Integer.MAX_VALUE : limit);
        return OPERATION.prepare("listing the repositories of " + of, request);
    }

    private static StepResult result(ListRepositories.Request request, List<RepositoryDetails> all) {
        ArrayList<Serializable> value = new ArrayList<>();
        all.forEach(repository -> value.add(map(repository)));
        return StepResult.of(value, Messages.ListRepositoriesStep_Listed(all.size(), request.workspace()));
    }

    private static LinkedHashMap<String, Serializable> map(RepositoryDetails repository) {
        LinkedHashMap<String, Serializable> map = new LinkedHashMap<>();
        map.put("name", repository.name());
        map.put("slug", repository.slug());
        map.put("fullName", repository.fullName());
        map.put("project", repository.project());
        map.put("mainBranch", repository.mainBranch().orElse(null));
        map.put("cloneUrl", repository.cloneUrl());
        map.put("sshUrl", repository.sshUrl());
        map.put("private", repository.isPrivate());
        map.put("url", repository.url().map(URI::toString).orElse(""));
        return map;
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketListRepositories";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.ListRepositoriesStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @POST
        public AutoCompletionCandidates doAutoCompleteWorkspace(
                @CheckForNull @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String credentialsId) {
            return Completion.get().workspaces(item, credentialsId, value);
        }
    }
}
