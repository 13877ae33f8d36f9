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

/** The pages to create, update and test credentials, in a browser with JavaScript. */
final class CredentialPages {

    /** The global domain of Jenkins' own credentials. */
    static final String SYSTEM = "manage/credentials/store/system/domain/_/";

    private static final int ROUNDS = 4;
    private static final long SOON = 500;
    private static final long MAX_WAIT_MILLIS = 60_000;

    private final JenkinsRule.WebClient browser;
    private final String domain;

    private CredentialPages(JenkinsRule.WebClient browser, String domain) {
        this.browser = browser;
        this.domain = domain;
    }

    /** For an anonymous user with all permissions, if Jenkins is not secured. */
    static CredentialPages of(JenkinsRule jenkins, String domain) {
        return of(AcmeJenkins.browser(jenkins), domain);
    }

    /** For the user who is logged in. */
    static CredentialPages of(JenkinsRule.WebClient browser, String domain) {
        return new CredentialPages(browser, domain);
    }

    /** The global domain of a folder's credentials. */
    static String inFolder(String folder) {
        return "job/" + folder + "/credentials/store/folder/domain/_/";
    }

    /** The table of credentials. */
    HtmlPage list() throws IOException, SAXException {
        return browser.goTo(domain);
    }

    /** Opens the form to update the credential. */
    HtmlForm update(String id) throws IOException, SAXException {
        HtmlPage page = browser.goTo(domain + "credential/" + id + "/");
        press(page, "button[data-type=credentials-update]");
        return page.getFormByName("updateCredentials");
    }

    /** Opens the form to move the credential to another domain. */
    HtmlForm move(String id) throws IOException, SAXException {
        HtmlPage page = browser.goTo(domain + "credential/" + id + "/");
        press(page, "#main-panel button[data-dropdown=true]");
        press(page, "button[data-type=credentials-move]");
        return page.getFormByName("moveCredentials");
    }

    /** Opens the form to add a Bitbucket API token. */
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

    /** Replaces the text of a field, and leaves the field. */
    void type(HtmlForm form, String field, String text) {
        HtmlInput input = form.getInputByName("_." + field);
        input.setValue(text);
        input.fireEvent("change");
        awaitScripts();
    }

    /** The text below a field. */
    String messageBelow(HtmlForm form, String field) {
        DomNode item = form.getInputByName("_." + field);
        while (!(item instanceof DomElement element
                && element.getAttribute("class").contains("jenkins-form-item"))) {
            item = item.getParentNode();
        }
        return item.querySelector(".validation-error-area").getTextContent().strip();
    }

    /** Clicks Test Connection, and returns the text below the button. */
    HtmlElement testConnection(HtmlForm form) throws IOException {
        return pressAndRead(form, "testConnection");
    }

    /** Clicks Show repositories, and returns the text below the button. */
    HtmlElement showRepositories(HtmlForm form) throws IOException {
        return pressAndRead(form, "showRepositories");
    }

    private HtmlElement pressAndRead(HtmlForm form, String method) throws IOException {
        String button = ".validate-button[data-validate-button-method=" + method + "]";
        press(form, button);
        HtmlElement element = form.querySelector(button);
        return ((HtmlElement) element.getParentNode()).querySelector(".jenkins-validate-button__container__status");
    }

    /** Clicks Save or Create, and returns the message. */
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

    /** A response may start the next script: several rounds, each of which ends when nothing is about to start. */
    private void awaitScripts() {
        for (int round = 0; round < ROUNDS; round++) {
            browser.waitForBackgroundJavaScriptStartingBefore(SOON, MAX_WAIT_MILLIS);
        }
    }
}
