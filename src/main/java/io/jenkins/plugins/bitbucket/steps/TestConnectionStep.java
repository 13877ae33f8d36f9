package io.jenkins.plugins.bitbucket.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.bitbucket.core.api.BitbucketClient;
import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.api.Scope;
import io.jenkins.plugins.bitbucket.core.api.User;
import io.jenkins.plugins.bitbucket.core.api.Workspace;
import io.jenkins.plugins.bitbucket.core.check.SshKeyCheck;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport;
import io.jenkins.plugins.bitbucket.core.check.SshKeyReport.Verdict;
import io.jenkins.plugins.bitbucket.core.check.TokenCheck;
import io.jenkins.plugins.bitbucket.core.check.TokenReport;
import io.jenkins.plugins.bitbucket.core.check.TokenReport.Grant;
import io.jenkins.plugins.bitbucket.core.git.GitClient;
import io.jenkins.plugins.bitbucket.credentials.TestConnection;
import io.jenkins.plugins.bitbucket.credentials.TokenOutcomes;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code bitbucketTestConnection}: shows what a credential can do, and fails early if that is not enough. */
@Restricted(NoExternalUse.class)
public final class TestConnectionStep extends BitbucketStep {

    private static final long serialVersionUID = 1;

    private static final Operation<Request> OPERATION = Operation.overRest(
                    Set.of(), (Request request, BitbucketClient client) -> test(client, request.required()))
            .orOverSsh((request, client) -> test(client, request.repository(), request.required()));

    /** @param repository a repository to read with an SSH key */
    private record Request(Optional<RepositoryId> repository, List<Scope> required) {}

    private ArrayList<String> require = new ArrayList<>();

    @DataBoundConstructor
    public TestConnectionStep() {
        // All parameters are optional.
    }

    public String getRequire() {
        return CommaSeparated.join(require);
    }

    /**
     * @param require scopes such as {@code write:repository:bitbucket}, separated by commas; a script can also give a
     *     list
     */
    @DataBoundSetter
    public void setRequire(String require) {
        this.require = new ArrayList<>(CommaSeparated.split(require));
    }

    @Override
    Operation.Prepared<?> prepare(Run<?, ?> run, EnvVars environment) {
        return OPERATION.prepare(
                "testing the credential",
                new Request(
                        Optional.ofNullable(getRepository()).map(RepositoryId::parse),
                        require.stream().map(TestConnectionStep::scope).toList()));
    }

    private static CompletableFuture<StepResult> test(BitbucketClient client, List<Scope> required) {
        String id = client.credential().id();
        Function<TokenReport, StepResult> outcome = report -> {
            if (TokenOutcomes.get().isKept(client.credential())) {
                TokenOutcomes.get().tested(client.credential(), report);
            }
            report.rejection().ifPresent(why -> fail(Messages.TestConnectionStep_Rejected(id, why.reason())));
            checkRequired(id, required, report.grants(), report.summary());
            return result(
                    report.grants(),
                    report.user().map(User::name).orElse(""),
                    report.workspaces().stream().map(Workspace::slug).toList(),
                    EnumParameter.word(report.verdict()),
                    report.table() + TestConnection.stepsThatWillNotWork(report).orElse(""));
        };
        // Storing a rejection writes a file, which must not block the client's few threads.
        return new TokenCheck().run(client).thenApplyAsync(outcome, Computer.threadPoolForRemoting);
    }

    private static CompletableFuture<StepResult> test(
            GitClient client, Optional<RepositoryId> repository, List<Scope> required) {
        String id = client.credential().id();
        return new SshKeyCheck().run(repository, client).thenApply(report -> {
            if (!report.verdict().authenticated()) {
                fail(Messages.TestConnectionStep_Rejected(id, report.summary()));
            }
            Map<Scope, Grant> grants = grants(report);
            checkRequired(id, required, grants, Messages.TestConnectionStep_MissingOverSsh());
            return result(grants, "", List.of(), EnumParameter.word(report.verdict()), report.table());
        });
    }

    /** What a key can do, in terms of scopes. */
    private static Map<Scope, Grant> grants(SshKeyReport report) {
        Map<Scope, Grant> grants = new EnumMap<>(Scope.class);
        for (Scope scope : Scope.values()) {
            grants.put(scope, Grant.MISSING);
        }
        grants.put(Scope.READ_REPOSITORY, Grant.GRANTED);
        if (report.verdict() == Verdict.USER) {
            grants.put(Scope.WRITE_REPOSITORY, Grant.GRANTED);
        }
        return grants;
    }

    private static Scope scope(String name) {
        return Stream.of(Scope.values())
                .filter(scope -> scope.fullName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Messages.TestConnectionStep_UnknownScope(
                        name, Stream.of(Scope.values()).map(Scope::fullName).collect(Collectors.joining(", ")))));
    }

    private static void checkRequired(String id, List<Scope> required, Map<Scope, Grant> grants, String advice) {
        String missing = names(required, grants, Grant.MISSING);
        if (!missing.isEmpty()) {
            fail(Messages.TestConnectionStep_Missing(id, missing, advice));
        }
        String unknown = names(required, grants, Grant.UNKNOWN);
        if (!unknown.isEmpty()) {
            fail(Messages.TestConnectionStep_Unknown(id, unknown));
        }
    }

    private static String names(List<Scope> scopes, Map<Scope, Grant> grants, Grant grant) {
        return scopes.stream()
                .filter(scope -> grants.get(scope) == grant)
                .map(Scope::fullName)
                .collect(Collectors.joining(", "));
    }

    private static void fail(String why) {
        throw new CompletionException(new AbortException(why));
    }

    private static StepResult result(
            Map<Scope, Grant> grants, String user, List<String> workspaces, String verdict, String table) {
        LinkedHashMap<String, Serializable> scopes = new LinkedHashMap<>();
        grants.forEach((scope, grant) -> scopes.put(scope.fullName(), EnumParameter.word(grant)));
        LinkedHashMap<String, Serializable> value = new LinkedHashMap<>();
        value.put("verdict", verdict);
        value.put("user", user);
        value.put("workspaces", new ArrayList<>(workspaces));
        value.put("scopes", scopes);
        return new StepResult(value, table.strip().lines().toList(), List.of(), Optional.empty());
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor {

        @Override
        public String getFunctionName() {
            return "bitbucketTestConnection";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.TestConnectionStep_DisplayName();
        }

        @Override
        Operation<?> operation() {
            return OPERATION;
        }

        @Override
        Map<String, ParameterForm> forms() {
            return Map.of("require", ParameterForm.WORDS);
        }
    }
}
