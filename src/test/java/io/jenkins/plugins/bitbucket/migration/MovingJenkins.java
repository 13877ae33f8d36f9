package io.jenkins.plugins.bitbucket.migration;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Item;
import hudson.util.Secret;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.testing.Acme;
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
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** A Jenkins with the folder “team”, and users with different permissions on its credentials. */
final class MovingJenkins {

    static final String ADMINISTRATOR = "administrator";
    /** Can manage Jenkins and see all its credentials, but update only those of the team. */
    static final String MANAGER = "manager";
    /** Can manage Jenkins, but sees no credentials. */
    static final String GUARD = "guard";

    static final String DEVELOPER = "developer";

    static final String PAGE = "manage/bitbucketCredentials/";
    static final String APP_PASSWORD = "ATBBn0tARealAppPassword0123456789";

    final Folder team;

    private final JenkinsRule rule;
    private final Map<String, JenkinsRule.WebClient> browsers = new HashMap<>();

    MovingJenkins(JenkinsRule rule) throws Exception {
        this.rule = rule;
        team = rule.createProject(Folder.class, "team");
        Jenkins.MANAGE.setEnabled(true);
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to(ADMINISTRATOR)
                .grant(Jenkins.READ)
                .everywhere()
                .to(MANAGER, GUARD, DEVELOPER)
                .grant(Jenkins.MANAGE)
                .everywhere()
                .to(MANAGER, GUARD)
                .grant(CredentialsProvider.VIEW)
                .everywhere()
                .to(MANAGER)
                .grant(Item.READ, CredentialsProvider.UPDATE)
                .onFolders(team)
                .to(MANAGER)
                .grant(Item.READ)
                .everywhere()
                .to(DEVELOPER));
    }

    /** What Jenkins keeps beyond its end. */
    static void stop() {
        Jenkins.MANAGE.setEnabled(false);
    }

    /** Removes all credentials from all stores. */
    void forgetCredentials() throws IOException {
        SystemCredentialsProvider.getInstance().getDomainCredentialsMap().clear();
        SystemCredentialsProvider.getInstance().save();
        team.getProperties().clear();
        team.save();
    }

    CredentialsStore system() {
        return AcmeJenkins.store(rule.jenkins);
    }

    void add(Credentials credentials) throws IOException {
        system().addCredentials(Domain.global(), credentials);
    }

    void addToTeam(Credentials credentials) throws IOException {
        AcmeJenkins.store(team).addCredentials(Domain.global(), credentials);
    }

    static UsernamePasswordCredentialsImpl old(String id, String username, String password) throws Exception {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "Clones", username, password);
    }

    static BitbucketApiToken token(String id, String token) {
        return new BitbucketApiToken(CredentialsScope.GLOBAL, id, null, Acme.EMAIL, Secret.fromString(token));
    }

    /** For this user. */
    JenkinsRule.WebClient browserOf(String user) throws Exception {
        if (!browsers.containsKey(user)) {
            JenkinsRule.WebClient browser = AcmeJenkins.browser(rule).login(user);
            browser.getOptions().setPrintContentOnFailingStatusCode(false);
            browsers.put(user, browser.withThrowExceptionOnFailingStatusCode(false));
        }
        return browsers.get(user);
    }

    HtmlPage page(String user) throws Exception {
        return browserOf(user).goTo(PAGE);
    }

    /** The texts of the cells of a table, “old” or “tokens”, by the ID of the credentials. */
    static Map<String, List<String>> rows(HtmlPage page, String table) {
        Map<String, List<String>> rows = new HashMap<>();
        for (DomNode row : page.querySelectorAll("#" + table + " tbody tr")) {
            rows.put(
                    row.querySelector("code").getTextContent(),
                    row.querySelectorAll("td").stream()
                            .map(cell -> cell.asNormalizedText().strip())
                            .toList());
        }
        return rows;
    }

    /** Sends a request to the page or to something below it. */
    WebResponse ask(HttpMethod method, String user, String path, Map<String, String> parameters) throws Exception {
        JenkinsRule.WebClient browser = browserOf(user);
        WebRequest request = new WebRequest(new URL(rule.getURL(), PAGE + path), method);
        List<NameValuePair> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(new NameValuePair(name, value)));
        request.setRequestParameters(pairs);
        if (method == HttpMethod.POST) {
            browser.addCrumb(request);
        }
        return browser.getPage(request).getWebResponse();
    }
}
