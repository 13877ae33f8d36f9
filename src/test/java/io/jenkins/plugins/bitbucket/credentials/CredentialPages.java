package io.jenkins.plugins.bitbucket.credentials;

import io.jenkins.plugins.bitbucket.testing.AcmeJenkins;
import java.io.IOException;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.jvnet.hudson.test.JenkinsRule;
import org.xml.sax.SAXException;

/** The pages where people make, change and test credentials, in a browser with JavaScript. */
final class CredentialPages {

    /** Where the credentials of Jenkins itself are that belong to no domain. */
    static final String SYSTEM = "manage/credentials/store/system/domain/_/";

    private static final int ROUNDS = 4;
    private static final long SOON = 500;
    private static final long MAX_WAIT_MILLIS = 10_000;

    private final JenkinsRule.WebClient browser;
    private final String domain;

    private CredentialPages(JenkinsRule.WebClient browser, String domain) {
        this.browser = browser;
        this.domain = domain;
    }

    /** As someone who may do everything, where Jenkins is not secured. */
    static CredentialPages of(JenkinsRule jenkins, String domain) {
        return of(AcmeJenkins.browser(jenkins), domain);
    }

    /** As the one who is logged in. */
    static CredentialPages of(JenkinsRule.WebClient browser, String domain) {
        return new CredentialPages(browser, domain);
    }

    /** Where the credentials of a folder are that belong to no domain. */
    static String inFolder(String folder) {
        return "job/" + folder + "/credentials/store/folder/domain/_/";
    }

    /** The table of credentials. */
    HtmlPage list() throws IOException, SAXException {
        return browser.goTo(domain);
    }

    /** Opens the form that changes the credential. */
    HtmlForm update(String id) throws IOException, SAXException {
        HtmlPage page = browser.goTo(domain + "credential/" + id + "/");
        press(page, "button[data-type=credentials-update]");
        return page.getFormByName("updateCredentials");
    }

    /** Opens the form that moves the credential to another domain. */
    HtmlForm move(String id) throws IOException, SAXException {
        HtmlPage page = browser.goTo(domain + "credential/" + id + "/");
        press(page, "#main-panel button[data-dropdown=true]");
        press(page, "button[data-type=credentials-move]");
        return page.getFormByName("moveCredentials");
    }

    /** Opens the form that adds a Bitbucket API token. */
    HtmlForm add() throws IOException, SAXException {
        return add(list());
    }

    /** Opens the same form from the drop-down of credentials in a part of a page. */
    HtmlForm addFromDropDown(DomNode part) throws IOException {
        press(part, ".credentials-add-menu");
        return add(part.getHtmlPageOrNull());
    }

    private HtmlForm add(HtmlPage page) throws IOException {
        press(page, "button[data-type=credentials-add-store-item]");
        HtmlElement kind = (HtmlElement) page.getElementsByTagName("label").stream()
                .filter(label -> label.getTextContent().strip().equals("Bitbucket API Token with Email"))
                .findFirst()
                .orElseThrow();
        kind.click();
        press(page, "#cr-dialog-next");
        return page.getFormByName("newCredentials");
    }

    /** Types into a field in place of what is there, and leaves it. */
    void type(HtmlForm form, String field, String text) {
        HtmlInput input = form.getInputByName("_." + field);
        input.setValue(text);
        input.fireEvent("change");
        awaitScripts();
    }

    /** What is shown below a field. */
    String messageBelow(HtmlForm form, String field) {
        DomNode item = form.getInputByName("_." + field);
        while (!(item instanceof DomElement element
                && element.getAttribute("class").contains("jenkins-form-item"))) {
            item = item.getParentNode();
        }
        return item.querySelector(".validation-error-area").getTextContent().strip();
    }

    /** Presses Test Connection, and gives what is shown below the button then. */
    HtmlElement testConnection(HtmlForm form) throws IOException {
        return pressAndRead(form, "testConnection");
    }

    /** Presses Show repositories, and gives what is shown below the button then. */
    HtmlElement showRepositories(HtmlForm form) throws IOException {
        return pressAndRead(form, "showRepositories");
    }

    private HtmlElement pressAndRead(HtmlForm form, String method) throws IOException {
        String button = ".validate-button[data-validate-button-method=" + method + "]";
        press(form, button);
        HtmlElement element = form.querySelector(button);
        return ((HtmlElement) element.getParentNode()).querySelector(".jenkins-validate-button__container__status");
    }

    /** Presses Save or Create, and gives the message that is shown then. */
    String save(HtmlForm form) throws IOException {
        HtmlPage page = form.getHtmlPageOrNull();
        press(form, "#cr-dialog-submit");
        HtmlElement notification = page.querySelector("#notification-bar");
        return notification.getTextContent().strip();
    }

    private void press(DomNode place, String button) throws IOException {
        HtmlElement element = place.querySelector(button);
        element.click();
        awaitScripts();
    }

    /** An answer may start the next script: several rounds, each of which ends when nothing is about to start. */
    private void awaitScripts() {
        for (int round = 0; round < ROUNDS; round++) {
            browser.waitForBackgroundJavaScriptStartingBefore(SOON, MAX_WAIT_MILLIS);
        }
    }
}
