package io.jenkins.plugins.bitbucket.credentials;

import hudson.Util;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Plain text made fit for a page. */
@Restricted(NoExternalUse.class)
public final class Markup {

    private static final String TOKEN_PAGE =
            "<a href=\"" + ApiToken.PAGE + "\" target=\"_blank\" rel=\"noopener noreferrer\">" + ApiToken.PAGE + "</a>";

    private Markup() {}

    /** {@code text} escaped, with a link where it names the page for API tokens. */
    public static String of(String text) {
        return Util.xmlEscape(text).replace(ApiToken.PAGE, TOKEN_PAGE);
    }

    /** What to do about a scope that is missing, with a link to where tokens are made. */
    static String newToken() {
        return of(Messages.TokenReport_NewToken(ApiToken.PAGE));
    }
}
