package io.jenkins.plugins.bitbucket.credentials;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.AuthorizationMatrixProperty;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import hudson.security.Permission;
import hudson.security.ProjectMatrixAuthorizationStrategy;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.matrixauth.AuthorizationContainer;
import org.jenkinsci.plugins.matrixauth.PermissionEntry;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * A Jenkins with an administrator, a developer, and a lead who administers the folder “team” and nothing else, as Matrix
 * Authorization lets them.
 */
final class SecuredJenkins {

    static final String ADMINISTRATOR = "administrator";
    static final String DEVELOPER = "developer";
    static final String LEAD = "lead";
    static final String TEAM = "job/team/";

    private static final String DESCRIPTOR = "descriptorByName/" + BitbucketApiToken.class.getName() + "/";

    private final JenkinsRule jenkins;
    private final Map<String, JenkinsRule.WebClient> browsers = new HashMap<>();

    SecuredJenkins(JenkinsRule jenkins) throws IOException {
        this.jenkins = jenkins;
        Folder team = jenkins.createProject(Folder.class, "team");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        ProjectMatrixAuthorizationStrategy everywhere = new ProjectMatrixAuthorizationStrategy();
        grant(everywhere, ADMINISTRATOR, Jenkins.ADMINISTER);
        grant(everywhere, DEVELOPER, Jenkins.READ, Item.READ, Item.CONFIGURE);
        grant(everywhere, LEAD, Jenkins.READ, Item.READ);
        jenkins.jenkins.setAuthorizationStrategy(everywhere);
        AuthorizationMatrixProperty inTeam = new AuthorizationMatrixProperty(Map.of());
        grant(
                inTeam,
                LEAD,
                Item.CONFIGURE,
                CredentialsProvider.VIEW,
                CredentialsProvider.CREATE,
                CredentialsProvider.UPDATE);
        team.addProperty(inTeam);
    }

    private static void grant(AuthorizationContainer<?> place, String user, Permission... permissions) {
        for (Permission permission : permissions) {
            place.add(permission, PermissionEntry.user(user));
        }
    }

    /** For this user. */
    JenkinsRule.WebClient browserOf(String user) throws Exception {
        if (!browsers.containsKey(user)) {
            browsers.put(user, AcmeJenkins.browser(jenkins).login(user));
        }
        return browsers.get(user);
    }

    /** The answer to a form's request at {@code place}: Jenkins itself, if empty, or a folder. */
    WebResponse ask(HttpMethod method, String user, String place, String question, Map<String, String> parameters)
            throws Exception {
        JenkinsRule.WebClient browser = browserOf(user).withThrowExceptionOnFailingStatusCode(false);
        browser.getOptions().setPrintContentOnFailingStatusCode(false);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), place + DESCRIPTOR + question), method);
        List<NameValuePair> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(new NameValuePair(name, value)));
        request.setRequestParameters(pairs);
        if (method == HttpMethod.POST) {
            browser.addCrumb(request);
        }
        return browser.getPage(request).getWebResponse();
    }
}
