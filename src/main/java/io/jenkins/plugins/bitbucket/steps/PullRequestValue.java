package io.jenkins.plugins.bitbucket.steps;

import io.jenkins.plugins.bitbucket.core.api.RepositoryId;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult;
import io.jenkins.plugins.bitbucket.core.automation.PullRequestResult.Outcome;
import io.jenkins.plugins.bitbucket.steps.BitbucketBuildAction.Made;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** A pull request as a script receives it, and as the build's page shows it. */
final class PullRequestValue {

    private PullRequestValue() {}

    static LinkedHashMap<String, Serializable> of(PullRequestResult found) {
        return of(found, EnumParameter.word(found.outcome()));
    }

    /** @param outcome what was done, in one word */
    static LinkedHashMap<String, Serializable> of(PullRequestResult found, String outcome) {
        LinkedHashMap<String, Serializable> value = new LinkedHashMap<>();
        value.put("id", found.id());
        value.put("url", url(found));
        value.put("title", found.title());
        value.put("state", found.state());
        value.put("sourceBranch", found.sourceBranch());
        value.put("destinationBranch", found.destinationBranch());
        value.put("created", found.outcome() == Outcome.CREATED);
        value.put("outcome", outcome);
        value.put(
                "leftOut",
                new ArrayList<>(found.leftOut().stream()
                        .map(PullRequestResult.LeftOut::who)
                        .toList()));
        return value;
    }

    /** The pull request's number with a #. */
    static String number(PullRequestResult found) {
        return "#" + found.id();
    }

    /**
     * @param kind of the entry
     * @param outcome what was done, in one word
     */
    static Made made(String kind, RepositoryId repository, PullRequestResult found, String outcome) {
        return new Made(kind, repository.toString(), number(found), found.title(), outcome, url(found));
    }

    private static String url(PullRequestResult found) {
        return found.url().map(URI::toString).orElse("");
    }
}
