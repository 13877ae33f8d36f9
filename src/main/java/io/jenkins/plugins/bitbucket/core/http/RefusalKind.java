package io.jenkins.plugins.bitbucket.core.http;

import java.util.regex.Pattern;

/**
 * What Bitbucket's words reveal if the status alone does not show what to do next. There is no other sign; the words
 * come from recorded answers and Atlassian's documents.
 */
enum RefusalKind {
    /** A sentence about single sign-on that recommends an app password does not mean that this is one. */
    APP_PASSWORD(
            "app passwords?\\b[^.]*\\b(deprecated|removed|disabled|replaced|no longer|not (supported|accepted|allowed))"
                    + "|(no longer|not) [^.]*app passwords?"),
    NOT_AN_API_TOKEN("not accessible by this authentication mechanism"
            + "|does not support authentication using the provided token"),
    SINGLE_SIGN_ON("single sign[- ]?on|\\bsso\\b|\\bsaml\\b"),
    TWO_STEP_VERIFICATION("\\b(two|2|multi)[- ](step|factor)|\\b(2sv|2fa|mfa)\\b"),
    IP_ALLOWLIST("\\bip\\b.*(allow|white|address|range|restrict|block|permit)|(this|your|current) ip\\b"
            + "|(allow|white)[- ]?list"),
    MISSING_SCOPE("privilege scopes?|\\bscopes?\\b.*(missing|required|lack|insufficient)"
            + "|(missing|required?|requires|lacks?|insufficient|necessary)\\b.*\\bscopes?\\b"),
    NO_SUCH_API("no api hosted at this url"),
    REMOVED_FUNCTION("^change-\\d+|deprecated|(been|was|is) removed|no longer (available|supported)"),
    MISSING_PERMISSION("access denied|must have (read|write|admin)|permission|\\bprivileges?\\b"
            + "|not (allowed|permitted|authori[sz]ed)|(not|n't) have (\\w+ )?access"),
    NOTHING_TO_MERGE("no changes to be pulled"),
    /** The usual words about a token and nothing else: more words may give another reason, such as a policy. */
    USELESS_TOKEN("^(\\w+ ){0,3}(token|credentials?|password|username) (is|are|was|were|has|have)( been)?"
            + "(?!,| (or|and) )(,? ((or|and) )?(invalid|expired|revoked|wrong|incorrect|bad|unknown|missing|no longer valid"
            + "|not (valid|correct|known|found|provided|supported|recogni[sz]ed)))+( for this endpoint)?\\W*$"
            + "|^(invalid|bad|wrong|incorrect|expired|revoked) (\\w+ ){0,3}(token|credentials?|password|username)\\W*$"
            + "|^unauthori[sz]ed\\W*$|^authentication( is)?( failed| required)?\\W*$|^requires? authentication\\W*$");

    private final Pattern words;

    RefusalKind(String words) {
        this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    }

    boolean isIn(String text) {
        return words.matcher(text).find();
    }
}
