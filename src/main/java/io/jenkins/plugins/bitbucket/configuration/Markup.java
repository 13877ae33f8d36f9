package io.jenkins.plugins.bitbucket.configuration;

import hudson.Util;
import io.jenkins.plugins.bitbucket.core.git.ssh.SshErrorDecoder;
import io.jenkins.plugins.bitbucket.core.http.ApiToken;
import java.util.List;
import java.util.regex.Pattern;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Converts plain text to HTML. */
@Restricted(NoExternalUse.class)
public final class Markup {

    // No other address becomes a link: it may have come from anywhere.
    private static final List<String> PAGES =
            List.of(ApiToken.PAGE, SshErrorDecoder.KEYS_PAGE, SshErrorDecoder.HOST_KEYS_PAGE);

    private static final Pattern DATE = Pattern.compile("\\b\\d{4}-\\d{2}-\\d{2}\\b");

    private Markup() {}

    /** {@code text} escaped, with a link where it names a page on which tokens or keys are looked after, and dates marked. */
    public static String of(String text) {
        String html = DATE.matcher(Util.xmlEscape(text)).replaceAll("<time>$0</time>");
        for (String page : PAGES) {
            html = html.replace(
                    page, "<a href=\"" + page + "\" target=\"_blank\" rel=\"noopener noreferrer\">" + page + "</a>");
        }
        return html;
    }
}
