package io.jenkins.plugins.bitbucket.emulator;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The errors and omissions of Atlassian's OpenAPI description, each of which Atlassian documents elsewhere or recorded
 * exchanges show.
 *
 * @param fact in words
 * @param violations those that it explains, as {@link VendorDescription} writes them
 */
record VendorErrata(String fact, Pattern violations) {

    private static final String UNKNOWN_STATUS = "validation.response.status.unknown: .*";
    private static final String PARAMETER = "validation.request.parameter.query.unexpected: Query parameter ";

    private static final List<VendorErrata> ALL = List.of(
            errata(
                    "Branching models are in a file of the description that isn't among ours",
                    "GET .*/(effective-)?branching-model .* isn't described"),
            // Parameters.
            errata(
                    "Pages and partial responses are described once, in the introduction",
                    ".*" + PARAMETER + "'(page|pagelen|fields)' .*"),
            errata("Members can be filtered", "GET /2.0/workspaces/[^/]+/members.*" + PARAMETER + "'q' .*"),
            errata(
                    "Pull requests can be filtered and sorted",
                    "GET .*/pullrequests\\?.*" + PARAMETER + "'(q|sort)' .*"),
            errata(
                    "Commits can be left out of those that lead to one",
                    "GET .*/commits/[^/]+ .*" + PARAMETER + "'(include|exclude|path)' .*"),
            errata("A path can be repeated", "GET .*/diffstat/.*: Multiple values found for parameter 'path' .*"),
            errata("The path of a file may have slashes", "GET .*/src/[^/]+/[^/?]+/.* isn't described"),
            // Requests.
            errata(
                    "A branch, a commit of files and a form of revisions are sent with a body",
                    "POST .*/(refs/branches|src|commits(/[^/ ]*)?) → .*validation.request.body.unexpected.*"),
            errata(
                    "What is sent may lack the types that are known from where it is sent to",
                    "(POST|PUT) .*validation.request.body.schema.required: .*\\(\\[\"type\"]\\)"),
            // Responses.
            errata(
                    "A partial response has only the fields that were asked for",
                    "GET .*[?&]fields=.*validation.response.body.schema.required: .*\\(\\[\"type\"]\\)"),
            errata("The main branch of an empty repository is null", ".*/mainbranch'] Instance type \\(null\\) .*"),
            errata(
                    "An unmerged pull request has null for its merge commit",
                    ".*/merge_commit'] Instance type \\(null\\) .*"),
            errata(
                    "The commits of a pull request have types and links",
                    ".*/(source/commit|destination/commit|merge_commit)'] .*not allowed by the schema: \\[\"links\",\"type\"]"),
            errata(
                    "A pull request links to its statuses and to requests for changes",
                    ".*/links'] .*not allowed by the schema: \\[\"request-changes\",\"statuses\"]"),
            errata("An open pull request has null for who closed it", ".*/closed_by'] Instance type \\(null\\) .*"),
            errata(
                    "A reviewer who said nothing yet has null for the state and the time of it",
                    ".*/participants/\\d+/(state|participated_on)'] Instance type \\(null\\) .*"),
            errata(
                    "The address for SSH is in the form that scp has",
                    ".*/links/clone/1/href'] String \"git@[^ ]*\" is not a valid URI"),
            errata("A status may be for no branch", ".*/refname'] Instance type \\(null\\) .*"),
            errata(
                    "A new file has no old side, and a removed one no new side",
                    "GET .*/diffstat/.*/(old|new)'] Instance type \\(null\\) .*"),
            errata("The root folder has an empty path", "GET .*/src/[^/]+/ .* isn't described"),
            errata("The root of the sources is elsewhere", "GET .*/src → 302: " + UNKNOWN_STATUS),
            errata(
                    "A file comes as it is, or as what there is to say of it",
                    "GET .*/src/[^/]+/.+ → 200: validation.response.(contentType.notAllowed|body.schema.additionalProperties): .*"),
            errata(
                    "These answers are described in words alone",
                    "GET .*/(diff/[^/]+|commits|activity|task-status/[^/]+) → (200|400): validation.response.body.unexpected: .*"),
            errata(
                    "An error may name fields",
                    ".* → 400: .*\\[Path '/error'] .*not allowed by the schema: \\[\"fields\"]"),
            errata(
                    "The detail of a missing scope is an object",
                    ".* → 403: .*\\[Path '/error/detail'] Instance type .*"),
            errata(
                    "An unknown pull request is answered in plain text",
                    ".*/pullrequests/\\d+(/decline)? → 404: validation.response.contentType.notAllowed: .*'text/plain.*"),
            errata(
                    "A refused token is answered with a body everywhere",
                    ".* → 401: validation.response.body.unexpected: .*"),
            // Statuses.
            errata(
                    "Deprecated operations are gone",
                    "GET /2.0/(workspaces|repositories|user/permissions/(workspaces|repositories)).* → 410: "
                            + UNKNOWN_STATUS),
            errata(
                    "A page that is too long, or a filter that isn't one, is refused",
                    "GET .*\\?.*(page|pagelen|q)=.* → 400: " + UNKNOWN_STATUS),
            errata(
                    "A branch that exists, a bad name and a bad target are refused",
                    "POST .*/refs/branches → 400: " + UNKNOWN_STATUS),
            errata("The main branch can't be deleted", "DELETE .*/refs/branches/.* → 400: " + UNKNOWN_STATUS),
            errata(
                    "What is asked of a pull request can be impossible",
                    "POST .*/pullrequests/\\d+/(decline|merge|approve|comments) → 400: " + UNKNOWN_STATUS),
            errata(
                    "A status and annotations can be refused for what is in them",
                    "POST .*/(statuses/build|annotations) → 400: " + UNKNOWN_STATUS),
            errata("A parent behind the branch is a conflict", "POST .*/src → 409: " + UNKNOWN_STATUS),
            errata("Every operation can fail for the token", ".* → 401: " + UNKNOWN_STATUS),
            errata("Every operation can fail for its scopes", ".* → 403: " + UNKNOWN_STATUS),
            errata("Every operation can fail for what its path names", ".* → 404: " + UNKNOWN_STATUS),
            errata("Every operation can be limited", ".* → 429: " + UNKNOWN_STATUS),
            errata("Every operation can take too long", ".* → 555: " + UNKNOWN_STATUS));

    static boolean cover(String violation) {
        return ALL.stream()
                .anyMatch(known -> known.violations.matcher(violation).matches());
    }

    private static VendorErrata errata(String fact, String violations) {
        return new VendorErrata(fact, Pattern.compile(violations, Pattern.DOTALL));
    }
}
