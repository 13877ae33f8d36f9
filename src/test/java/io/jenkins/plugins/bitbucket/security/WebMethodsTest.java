package io.jenkins.plugins.bitbucket.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.ExtensionList;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.AuthorizationStrategy;
import io.jenkins.plugins.bitbucket.configuration.BitbucketCloudConfiguration;
import io.jenkins.plugins.bitbucket.credentials.BitbucketApiToken;
import io.jenkins.plugins.bitbucket.steps.BitbucketStep;
import io.jenkins.plugins.bitbucket.testing.Acme;
import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import io.jenkins.plugins.bitbucket.testing.AcmeKeys;
import io.jenkins.plugins.bitbucket.testing.Canary;
import io.jenkins.plugins.bitbucket.testing.Figures;
import io.jenkins.plugins.bitbucket.testing.SshAcme;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.bind.JavaScriptMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.POST;

/** Who can call which web methods of the plugin. Every method that a URL reaches must be in the table below. */
@WithJenkins
class WebMethodsTest {

    private static final String ADMINISTRATOR = "administrator";
    /** Can create and update credentials everywhere, but configure nothing. */
    private static final String KEEPER = "keeper";
    /** Can configure jobs. */
    private static final String AUTHOR = "author";
    /** Can see Jenkins and its jobs. */
    private static final String READER = "reader";
    /** Can see Jenkins and no job. */
    private static final String VISITOR = "visitor";
    /** Can see nothing. */
    private static final String STRANGER = "stranger";
    /** Is not logged in. */
    private static final String ANONYMOUS = "anonymous";

    private static final String JENKINS = "";
    private static final String JOB = "job/job/";

    /** What a method returns to users without permission. */
    private enum Refusal {
        /** An error. */
        FORBIDDEN,
        /** The current value of the drop-down, which they have sent themselves. */
        SAME_VALUE,
        /** No entries. */
        NO_CHOICE
    }

    /**
     * A row of the table.
     *
     * @param method class and name
     * @param path its address
     * @param served the user with the fewest permissions who is served
     * @param refused the user with the most permissions who is refused
     */
    private record Rule(String method, String path, String served, String refused, Refusal refusal) {

        static Rule of(Class<?> type, String name, String place, String served, String refused, Refusal refusal) {
            String descriptor = type.getName() + (type == BitbucketCloudConfiguration.class ? "" : "$DescriptorImpl");
            String url = name.substring(2, 3).toLowerCase(Locale.ROOT) + name.substring(3);
            return new Rule(
                    descriptor.replace("io.jenkins.plugins.bitbucket.", "") + "." + name,
                    place + "descriptorByName/" + type.getName() + "/" + url,
                    served,
                    refused,
                    refusal);
        }

        @Override
        public String toString() {
            return method + " at /" + path.replaceFirst("descriptorByName/.*", "") + " for " + served + ", not "
                    + refused;
        }
    }

    private static Rule ofCredentials(String name) {
        return Rule.of(BitbucketApiToken.class, name, JENKINS, KEEPER, AUTHOR, Refusal.FORBIDDEN);
    }

    private static Rule ofConfiguration(String name, Refusal refusal) {
        return Rule.of(BitbucketCloudConfiguration.class, name, JENKINS, ADMINISTRATOR, KEEPER, refusal);
    }

    /** The web methods of the steps' forms, which are found by their names. */
    private static Stream<Rule> ofSteps() {
        return ExtensionList.lookup(BitbucketStep.Descriptor.class).stream()
                .flatMap(step -> Stream.of(step.getClass().getMethods())
                        .map(Method::getName)
                        .filter(name -> name.matches("do(AutoComplete|Check|Fill)[A-Z]\\w+"))
                        .distinct()
                        .flatMap(name -> ofStep(step.clazz, name)));
    }

    private static Stream<Rule> ofStep(Class<?> step, String name) {
        if (name.equals("doFillCredentialsIdItems")) {
            return Stream.of(
                    Rule.of(step, name, JENKINS, ADMINISTRATOR, AUTHOR, Refusal.SAME_VALUE),
                    Rule.of(step, name, JOB, AUTHOR, READER, Refusal.SAME_VALUE));
        }
        if (name.startsWith("doAutoComplete")) {
            return Stream.of(
                    Rule.of(step, name, JENKINS, ADMINISTRATOR, AUTHOR, Refusal.FORBIDDEN),
                    Rule.of(step, name, JOB, AUTHOR, READER, Refusal.FORBIDDEN));
        }
        return Stream.of(
                Rule.of(step, name, JENKINS, VISITOR, STRANGER, Refusal.FORBIDDEN),
                Rule.of(step, name, JOB, READER, VISITOR, Refusal.FORBIDDEN));
    }

    private static Rule ofMigration(String method, String path) {
        return new Rule(
                "migration." + method, "manage/bitbucketCredentials/" + path, ADMINISTRATOR, KEEPER, Refusal.FORBIDDEN);
    }

    /** What a link leads to. */
    private static List<Rule> pages() {
        return List.of(ofMigration("BitbucketCredentialsManagementLink.getConvert", "convert/none/"));
    }

    private static List<Rule> rules() {
        return Stream.of(
                        Stream.of(
                                        "doCheckEmail",
                                        "doCheckToken",
                                        "doCheckExpires",
                                        "doTestConnection",
                                        "doShowRepositories")
                                .map(WebMethodsTest::ofCredentials),
                        Stream.of(
                                        "doCheckApiUrl",
                                        "doCheckConnectTimeoutSeconds",
                                        "doCheckExpiryWarningDays",
                                        "doCheckHostKeyFingerprints",
                                        "doCheckRequestTimeoutSeconds",
                                        "doCheckRetrySeconds",
                                        "doCheckSshHost",
                                        "doTestSshKey")
                                .map(name -> ofConfiguration(name, Refusal.FORBIDDEN)),
                        Stream.of(
                                ofConfiguration("doFillDefaultCredentialsIdItems", Refusal.SAME_VALUE),
                                ofConfiguration("doFillTestKeyIdItems", Refusal.NO_CHOICE),
                                ofMigration("BitbucketCredentialsManagementLink.doTestAll", "testAll"),
                                ofMigration("Conversion.doReplace", "convert/none/replace")),
                        ofSteps())
                .flatMap(rules -> rules)
                .toList();
    }

    private static final Map<String, JenkinsRule.WebClient> BROWSERS = new HashMap<>();

    private static JenkinsRule jenkins;
    private static Map<String, List<Method>> found;
    private static Map<String, List<Method>> open;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        found = webMethodsOf(WebMethods.classesOfThePlugin());
        open = webMethodsOf(List.of(Open.class));
        // There is no server here, because nothing should be sent to Bitbucket.
        BitbucketCloudConfiguration.get().setApiUrl("http://127.0.0.1:1/2.0");
        AcmeJenkins.add(jenkins.jenkins, AcmeJenkins.credential(Canary.START));
        AcmeKeys.addCredential(SshAcme.privateHalf(SshAcme.newPair()), "");
        jenkins.createFreeStyleProject("job");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to(ADMINISTRATOR)
                .grant(Jenkins.READ)
                .everywhere()
                .to(KEEPER, AUTHOR, READER, VISITOR)
                .grant(Item.READ)
                .everywhere()
                .to(AUTHOR, READER)
                .grant(Item.CONFIGURE)
                .everywhere()
                .to(AUTHOR)
                .grant(CredentialsProvider.CREATE, CredentialsProvider.UPDATE)
                .everywhere()
                .to(KEEPER));
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** Stapler answers only while it serves a request. */
    private static Map<String, List<Method>> webMethodsOf(List<Class<?>> types) throws Exception {
        return jenkins.executeOnServer(() -> {
            Map<String, List<Method>> found = new TreeMap<>();
            types.forEach(type -> found.putAll(WebMethods.of(type, jenkins.jenkins.getServletContext())));
            return found;
        });
    }

    @Test
    void areAllInTheTable() {
        Set<String> listed = Stream.concat(rules().stream(), pages().stream())
                .map(Rule::method)
                .collect(Collectors.toSet());
        Set<String> unchecked = new TreeSet<>(found.keySet());
        unchecked.removeAll(listed);
        Figures.write("Web methods", found.size() + " listed, " + unchecked.size() + " unchecked");

        assertThat(unchecked)
                .as(
                        "A URL reaches each of these. Give it @POST and a check of a permission, and add to the rules of this"
                                + " test who is served and who is refused; both are tried out.")
                .isEmpty();
        assertThat(listed).isSubsetOf(found.keySet());
    }

    @Test
    void acceptOnlyPosts() {
        Map<String, List<Method>> changing = new TreeMap<>(found);
        pages().forEach(page -> changing.remove(page.method()));

        assertThat(changing)
                .allSatisfy((name, methods) -> assertThat(methods)
                        .isNotEmpty()
                        .allMatch(method -> method.isAnnotationPresent(POST.class)
                                || method.isAnnotationPresent(RequirePOST.class)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void checkPermissions(Rule rule) throws Exception {
        WebResponse served = ask(HttpMethod.POST, rule.served(), rule.path());
        WebResponse refused = ask(HttpMethod.POST, rule.refused(), rule.path());

        assertThat(served.getStatusCode()).isEqualTo(200);
        if (rule.refusal() == Refusal.FORBIDDEN) {
            assertThat(refused.getStatusCode()).isIn(403, 404);
        } else if (rule.refusal() == Refusal.NO_CHOICE) {
            assertThat(served.getContentAsString()).contains(AcmeKeys.ID);
            assertThat(refused.getContentAsString()).doesNotContain("\"value\"");
        } else {
            assertThat(served.getContentAsString()).contains(AcmeJenkins.ID);
            assertThat(refused.getContentAsString())
                    .contains("\"value\":\"chosen\"")
                    .containsOnlyOnce("\"value\"")
                    .doesNotContain(AcmeJenkins.ID);
        }
    }

    /** Where everyone may see Jenkins and its jobs: whether what they typed is right, and no more, as other readers. */
    @Test
    void tellNothingToReadersWhoAreNotLoggedIn() {
        AuthorizationStrategy usual = jenkins.jenkins.getAuthorizationStrategy();
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .toEveryone());
        try {
            assertThat(rules()).allSatisfy(rule -> {
                WebResponse answer = ask(HttpMethod.POST, ANONYMOUS, rule.path());
                boolean mayAsk = rule.refusal() != Refusal.FORBIDDEN
                        || List.of(READER, VISITOR).contains(rule.served());
                assertThat(answer.getStatusCode()).isIn(mayAsk ? List.of(200) : List.of(403, 404));
                assertThat(answer.getContentAsString()).doesNotContain(AcmeJenkins.ID, Acme.EMAIL, AcmeKeys.ID);
            });
        } finally {
            jenkins.jenkins.setAuthorizationStrategy(usual);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void servePagesToUsersWithThePermission(Rule page) throws Exception {
        assertThat(ask(HttpMethod.GET, page.served(), page.path()).getStatusCode())
                .isEqualTo(200);
        assertThat(ask(HttpMethod.GET, page.refused(), page.path()).getStatusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void areNotReachableByALink(Rule rule) throws Exception {
        assertThat(ask(HttpMethod.GET, ADMINISTRATOR, rule.path()).getStatusCode())
                .isIn(404, 405);
    }

    private static WebResponse ask(HttpMethod method, String user, String path) throws Exception {
        JenkinsRule.WebClient browser = browserOf(user);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), method);
        // Each method uses the parameters that it knows.
        request.setRequestParameters(List.of(
                new NameValuePair("value", "10"),
                new NameValuePair("email", "ci@acme.example"),
                new NameValuePair("token", "x"),
                new NameValuePair("credentialsId", "chosen"),
                new NameValuePair("defaultCredentialsId", "chosen")));
        if (method == HttpMethod.POST) {
            browser.addCrumb(request);
        }
        return browser.getPage(request).getWebResponse();
    }

    private static JenkinsRule.WebClient browserOf(String user) throws Exception {
        if (!BROWSERS.containsKey(user)) {
            JenkinsRule.WebClient browser = AcmeJenkins.browser(jenkins)
                    .withThrowExceptionOnFailingStatusCode(false)
                    .withJavaScriptEnabled(false);
            browser.getOptions().setPrintContentOnFailingStatusCode(false);
            if (user.equals(ANONYMOUS)) {
                // Or it would go on to the page where one logs in.
                browser.setRefreshHandler((page, url, seconds) -> {});
                browser.getOptions().setJavaScriptEnabled(false);
            } else {
                browser.withBasicApiToken(user);
            }
            BROWSERS.put(user, browser);
        }
        return BROWSERS.get(user);
    }

    /** Every route that Stapler knows. */
    public static final class Open extends Descriptor<Open> implements Describable<Open> {

        public Open() {
            super(Open.class);
        }

        @Override
        public Descriptor<Open> getDescriptor() {
            return this;
        }

        public Open getChild() {
            return this;
        }

        public Open getChildOf(String name) {
            return this;
        }

        public void doHarm(StaplerRequest2 request) {}

        @WebMethod(name = "harm")
        public void underAnotherName() {}

        @JavaScriptMethod
        public void fromAScript() {}

        public Object doDynamic() {
            return this;
        }
    }

    @Test
    void areFoundWhereverStaplerFindsThem() {
        assertThat(open.keySet())
                .extracting(name -> name.replaceFirst(".*\\.", ""))
                .contains("doHarm", "underAnotherName", "fromAScript", "getChild", "getChildOf", "doDynamic");
    }
}
