"""Runs the tests of the page in a browser, one after the other, and says what became of each."""

import os
import shutil
import sys
import tempfile
import time
import traceback

from endtoend import (
    accessibility,
    choosing,
    closings,
    counting,
    demo_pages,
    in_firefox,
    keyboard,
    loading,
    measuring,
    notices,
    policies,
    readers,
    recipes,
    refusing,
    signals,
    sites,
    withdrawing,
)
from endtoend.browser import Browser
from endtoend.collector import PROGRAM
from endtoend.expecting import Failure
from endtoend.screenshots import each_form_of_the_banner_is_pictured, take_screenshots
from endtoend.workplace import Workplace

TESTS = [
    refusing.before_any_choice_nothing_is_kept_and_nothing_is_sent,
    refusing.a_refusal_stores_nothing_and_leaves_no_id,
    refusing.a_page_for_minors_never_asks_and_never_sends,
    refusing.a_site_for_minors_never_asks_and_never_sends,
    choosing.analytics_alone_is_stored_with_country_and_without_campaign,
    choosing.accepting_all_stores_the_campaign,
    choosing.the_second_layer_has_nothing_ticked_before,
    choosing.gated_content_waits_for_its_category,
    withdrawing.a_withdrawal_withholds_the_next_beacon_in_every_tab,
    withdrawing.a_withdrawal_removes_cookies_and_takes_no_more_clicks_than_granting,
    withdrawing.an_answer_about_an_earlier_choice_does_not_end_the_new_one,
    withdrawing.a_page_kept_for_back_knows_of_a_withdrawal,
    withdrawing.a_script_that_cannot_be_undone_is_followed_by_an_offer_to_reload,
    withdrawing.one_click_on_do_not_sell_or_share_leaves_the_rest,
    counting.shown_answered_and_ignored_banners_are_counted,
    counting.a_banner_in_a_page_nobody_looks_at_is_not_counted,
    readers.what_another_tool_reports_is_recorded,
    readers.without_its_tool_the_reader_does_nothing,
    signals.global_privacy_control_keeps_marketing_off,
    signals.a_signal_only_the_page_sees_keeps_marketing_off,
    measuring.leaving_a_page_sends_the_time_spent_on_it,
    measuring.closing_a_tab_loses_no_engagement,
    measuring.back_begins_a_new_pageview,
    measuring.pages_of_an_application_are_counted,
    measuring.a_late_grant_sends_the_current_page_once,
    measuring.marked_elements_and_links_become_events,
    notices.a_changed_notice_asks_again_and_closes_earlier_grants,
    notices.a_notice_that_changes_under_the_banner_is_asked_anew,
    keyboard.reject_and_accept_are_reached_by_tab_and_enter,
    keyboard.escape_never_grants,
    keyboard.choosing_by_keyboard_saves_what_was_ticked,
    accessibility.the_banner_has_no_findings_in_any_form,
    accessibility.the_banner_from_right_to_left_has_no_findings,
    accessibility.the_demo_pages_have_no_findings,
    accessibility.the_ways_to_decide_are_equal,
    accessibility.the_banner_fits_a_narrow_screen,
    each_form_of_the_banner_is_pictured,
    policies.the_strictest_policy_is_kept_without_an_error,
    policies.a_foreign_page_with_the_documented_policy_works,
    policies.a_collector_that_stops_costs_the_page_nothing,
    loading.the_tag_works_however_it_is_written,
    loading.what_is_called_before_the_script_is_there_is_not_lost,
    loading.a_choice_in_one_tab_is_the_choice_of_all,
    loading.the_page_does_not_move,
    sites.two_sites_of_one_collector_share_no_choice,
    sites.another_origin_is_refused,
    demo_pages.the_page_shows_what_was_stored,
    demo_pages.the_report_shows_visitors_who_agreed,
    demo_pages.a_small_group_is_hidden_from_the_report,
    demo_pages.the_visitors_own_page_shows_and_withdraws_the_choice,
    recipes.one_line_is_enough,
    recipes.google_consent_mode_is_told_each_choice_once,
    recipes.what_is_called_early_and_the_way_back_work,
    recipes.scripts_and_frames_of_the_recipe_wait_for_their_category,
    recipes.an_application_of_the_recipe_needs_nothing,
    closings.pages_left_by_a_link_are_told,
    closings.pages_closed_with_their_tab_are_told,
    closings.pages_kept_for_back_and_pages_left_by_back_are_told,
    in_firefox.firefox_keeps_and_sends_nothing_before_and_after_a_refusal,
    in_firefox.firefox_stores_what_is_granted_until_it_is_withdrawn,
    in_firefox.firefox_decides_by_keyboard_alone,
    in_firefox.firefox_keeps_the_strictest_policy_on_every_page,
]


def run(browser, words, failures):
    passed = failed = 0
    for test in TESTS:
        name = test.__name__.replace("_", " ")
        if words and not any(word in name or word in test.__module__ for word in words):
            continue
        began = time.monotonic()
        with Workplace(browser) as place:
            try:
                test(place)
                place.check()
                passed += 1
                print(f"ok {name} ({time.monotonic() - began:.1f} s)", flush=True)
            except Exception as error:
                failed += 1
                if not isinstance(error, Failure):
                    traceback.print_exc(file=sys.stdout)
                print(f"FAILED {name}: {str(error).strip().partition(chr(10))[0]}", flush=True)
                place.keep_evidence(failures, test.__name__)
    return passed, failed


def main(arguments):
    if not os.access(PROGRAM, os.X_OK):
        print(f"there is no program at {PROGRAM}; build it with: make build")
        print("0 passed, 1 failed")
        return 1
    if arguments[:1] == ["--screenshots"]:
        if len(arguments) != 2:
            print("usage: Tests/EndToEnd/run --screenshots DIR", file=sys.stderr)
            return 2
        with Browser() as browser:
            take_screenshots(browser, arguments[1])
        return 0
    failures = tempfile.mkdtemp(prefix="assent-end-to-end-")
    with Browser() as browser:
        print(f"end to end: {PROGRAM}, Chromium {browser.version}", flush=True)
        passed, failed = run(browser, arguments, failures)
    if failed:
        print(f"screenshots and logs of failures: {failures}")
    else:
        shutil.rmtree(failures)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1:]))
