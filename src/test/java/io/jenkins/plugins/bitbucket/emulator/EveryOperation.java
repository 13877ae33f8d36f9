package io.jenkins.plugins.bitbucket.emulator;

import io.jenkins.plugins.bitbucket.emulator.http.Uris;
import io.jenkins.plugins.bitbucket.emulator.state.Scopes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Calls all operations of the emulator, with valid and invalid input, to compare the responses with the description.
 */
final class EveryOperation {

    private static final String R = "/repositories/acme/infra";

    private final EmulatedAcme acme;
    private final RawClient api;
    private final RawClient administrator;

    EveryOperation(EmulatedAcme acme) {
        this.acme = acme;
        this.api = acme.api;
        this.administrator = acme.as(
                acme.ada,
                Stream.concat(
                                Scopes.ALL.stream(),
                                Stream.of(
                                        Scopes.ADMIN_REPOSITORY,
                                        Scopes.READ_WEBHOOK,
                                        Scopes.WRITE_WEBHOOK,
                                        Scopes.DELETE_WEBHOOK))
                        .toArray(String[]::new));
    }

    void call() {
        acme.infra.tag("v1", acme.first).defaultReviewer(acme.ada);
        acme.workspace.repository("empty");
        people();
        refsAndCommits();
        sources();
        openAndDecline();
        discuss();
        merge();
        statusesAndReports();
        administer();
        refused();
    }

    private void get(String... paths) {
        List.of(paths).forEach(api::get);
    }

    private void people() {
        String ada = Uris.encoded(acme.ada.uuid());
        get(
                "/user",
                "/users/" + ada,
                "/users/" + Uris.encoded(acme.ada.accountId()),
                "/users/nobody",
                "/user/workspaces",
                "/workspaces/acme",
                "/workspaces/nowhere",
                "/workspaces/acme/members?q=user.nickname%3D%22ada%22",
                "/workspaces/acme/members/" + ada,
                "/workspaces/acme/members/" + Uris.encoded(acme.eve.uuid()),
                "/workspaces/acme/projects",
                "/workspaces/acme/projects/INFRA",
                "/workspaces/acme/projects/NONE",
                "/workspaces",
                "/repositories",
                "/user/permissions/workspaces",
                "/user/permissions/repositories",
                "/repositories/acme?q=name~%22inf%22&sort=name&pagelen=100",
                "/repositories/acme/empty",
                "/repositories/acme/missing",
                R);
    }

    private void refsAndCommits() {
        String branch = "{\"name\": \"feature/x\", \"target\": {\"hash\": \"main\"}}";
        api.post(R + "/refs/branches", branch);
        api.post(R + "/refs/branches", branch);
        api.delete(R + "/refs/branches/feature%2Fx");
        api.delete(R + "/refs/branches/main");
        String tag = "{\"name\": \"v2\", \"target\": {\"hash\": \"" + acme.first + "\"}}";
        api.post(R + "/refs/tags", tag);
        api.post(R + "/refs/tags", tag);
        get(
                R + "/refs",
                R + "/refs/branches",
                R + "/refs/branches/main",
                R + "/refs/branches/feature%2Fmissing",
                R + "/refs/tags",
                R + "/refs/tags/v1",
                R + "/refs/tags/v2",
                R + "/commit/" + acme.first,
                R + "/commit/0123456",
                R + "/commits",
                R + "/commits/main",
                R + "/merge-base/main..v1",
                R + "/diff/main",
                R + "/diff/main?context=0",
                R + "/diffstat/main",
                R + "/branching-model",
                R + "/effective-branching-model");
        api.postForm(R + "/commits", "include=main");
        api.postForm(R + "/commits/main", "exclude=v1");
        api.delete(R + "/refs/tags/v2");
        api.delete(R + "/refs/tags/v2");
    }

    private void sources() {
        get(
                R + "/src",
                R + "/src/main/",
                R + "/src/main/README.md",
                R + "/src/main/README.md?format=meta",
                R + "/src/main/none.txt");
        api.postForm(R + "/src", "a%2Fb.txt=b&message=B");
        api.postForm(R + "/src", "a%2Fb.txt=b&parents=" + acme.first);
        get(R + "/src/main/a");
    }

    private void openAndDecline() {
        acme.infra.commit("feature/y", "y.txt", "y");
        String opening =
                "{\"title\": \"Y\", \"source\": {\"branch\": {\"name\": \"feature/y\"}}, \"reviewers\": [{\"uuid\": \""
                        + acme.ada.uuid() + "\"}]}";
        api.post(R + "/pullrequests", opening);
        api.post(R + "/pullrequests", opening);
        api.post(R + "/pullrequests", "{\"title\": \"None\", \"source\": {\"branch\": {\"name\": \"none\"}}}");
        get(
                R + "/pullrequests?state=OPEN&fields=%2Bvalues.reviewers",
                R + "/pullrequests?pagelen=51",
                R + "/pullrequests/1",
                R + "/pullrequests/7",
                R + "/pullrequests/1/commits",
                R + "/commit/feature%2Fy/pullrequests",
                R + "/commit/0123456/pullrequests",
                R + "/pullrequests/1/diff",
                R + "/pullrequests/1/diffstat");
        api.put(R + "/pullrequests/1", "{\"title\": \"Y again\", \"reviewers\": []}");
        api.post(R + "/pullrequests/1/decline");
        api.post(R + "/pullrequests/1/decline");
        api.put(R + "/pullrequests/1", "{\"title\": \"Too late\"}");
    }

    private void discuss() {
        acme.openPullRequest("feature/z");
        String comments = R + "/pullrequests/2/comments";
        String comment = "{\"content\": {\"raw\": \"Why?\"}, \"inline\": {\"path\": \"z.txt\", \"to\": 1}}";
        String location =
                api.post(comments, comment).headers().firstValue("Location").orElseThrow();
        String first = comments + location.substring(location.lastIndexOf('/'));
        api.post(comments, "{\"content\": {\"raw\": \"\"}}");
        api.put(first, "{\"content\": {\"raw\": \"Why not?\"}}");
        api.post(R + "/pullrequests/2/approve");
        get(comments, first, comments + "/77", R + "/pullrequests/2", R + "/pullrequests/2/activity");
        api.delete(first);
        get(first, R + "/pullrequests/activity");
        api.delete(R + "/pullrequests/2/approve");
        api.post(R + "/pullrequests/2/request-changes");
        api.delete(R + "/pullrequests/2/request-changes");
        api.delete(R + "/pullrequests/2/request-changes");
    }

    private void merge() {
        String merge = "{\"type\": \"pullrequest_merge_parameters\", \"merge_strategy\": \"squash\"}";
        api.post(R + "/pullrequests/2/merge", merge);
        api.post(R + "/pullrequests/2/merge", merge);
        api.post(R + "/pullrequests/2/approve");
        acme.openPullRequest("feature/background");
        String task = api.post(R + "/pullrequests/3/merge?async=true", merge)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        get(
                task.substring(acme.bitbucket.apiUrl().toString().length()),
                R + "/pullrequests/3/merge/task-status/none",
                R + "/pullrequests/3");
    }

    private void statusesAndReports() {
        String commit = R + "/commit/" + acme.first;
        String status =
                "{\"type\": \"build\", \"key\": \"CI\", \"state\": \"FAILED\", \"url\": \"https://ci.example/1\"}";
        api.post(commit + "/statuses/build", status);
        api.post(commit + "/statuses/build", status.replace("CI", " "));
        api.put(commit + "/statuses/build/CI", status);
        get(
                commit + "/statuses?refname=main",
                commit + "/statuses/build/CI",
                commit + "/statuses/build/none",
                R + "/pullrequests/3/statuses");
        String report = commit + "/reports/lint";
        api.put(
                report,
                "{\"type\": \"report\", \"title\": \"Lint\", \"details\": \"2\", \"report_type\": \"BUG\", \"result\":"
                        + " \"FAILED\"}");
        String annotation =
                "{\"type\": \"report_annotation\", \"external_id\": \"1\", \"annotation_type\": \"BUG\", \"summary\": \"S\"}";
        api.post(report + "/annotations", "[" + annotation + "]");
        api.post(report + "/annotations", "[" + annotation.replace("\"S\"", "\"\"") + "]");
        api.put(report + "/annotations/1", annotation);
        get(commit + "/reports", report, report + "/annotations", report + "/annotations/1", commit + "/reports/none");
        api.delete(report + "/annotations/1");
        api.delete(report);
    }

    private void administer() {
        String reviewer = R + "/default-reviewers/" + Uris.encoded(acme.ada.uuid());
        get(R + "/default-reviewers", R + "/effective-default-reviewers", reviewer);
        administrator.delete(reviewer);
        get(reviewer);
        administrator.put(reviewer);
        api.put(reviewer);
        String location = administrator
                .post(
                        R + "/hooks",
                        "{\"type\": \"webhook_subscription\", \"url\": \"https://ci.example/\", \"events\":"
                                + " [\"repo:push\"]}")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        String hook = R + "/hooks" + location.substring(location.lastIndexOf('/'));
        administrator.get(R + "/hooks");
        administrator.put(hook, "{\"type\": \"webhook_subscription\", \"active\": false}");
        administrator.get(hook);
        administrator.delete(hook);
        administrator.get(hook);
    }

    private void refused() {
        acme.as(acme.ci, Scopes.READ_USER).get(R);
        acme.as(acme.ci, Scopes.READ_USER).get(R + "/pullrequests");
        acme.as(acme.ci).get("/user");
        acme.as(acme.ci).get(R + "/pullrequests");
        api.post(R + "/pullrequests/2/approve", "");
    }
}
