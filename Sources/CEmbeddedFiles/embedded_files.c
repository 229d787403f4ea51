// The files that every executable carries: three lines each, in the order in which they are used.
// `#embed` costs nothing at build time (SwiftPM's .embedInCode: 0.3 s a kilobyte). A test compares
// this list with the folders, so a forgotten file is found.
#include "embedded_files.h"

static const unsigned char schema_0001[] = {
#embed "../../Migrations/schema/0001_initial.sql"
};

static const unsigned char view_trace[] = {
#embed "../../Migrations/views/trace.sql"
};

static const unsigned char view_runtime[] = {
#embed "../../Migrations/views/runtime.sql"
};

static const unsigned char view_sites[] = {
#embed "../../Migrations/views/sites.sql"
};

static const unsigned char view_tasks[] = {
#embed "../../Migrations/views/tasks.sql"
};

static const unsigned char view_steps[] = {
#embed "../../Migrations/views/steps.sql"
};

static const unsigned char view_callbacks[] = {
#embed "../../Migrations/views/callbacks.sql"
};

static const unsigned char view_awaits[] = {
#embed "../../Migrations/views/awaits.sql"
};

static const unsigned char view_objects[] = {
#embed "../../Migrations/views/objects.sql"
};

static const unsigned char view_timeouts[] = {
#embed "../../Migrations/views/timeouts.sql"
};

static const unsigned char view_futures[] = {
#embed "../../Migrations/views/futures.sql"
};

static const unsigned char view_locks[] = {
#embed "../../Migrations/views/locks.sql"
};

static const unsigned char view_queues[] = {
#embed "../../Migrations/views/queues.sql"
};

static const unsigned char view_totals[] = {
#embed "../../Migrations/views/totals.sql"
};

static const unsigned char view_ledgers[] = {
#embed "../../Migrations/views/ledgers.sql"
};

static const unsigned char view_events[] = {
#embed "../../Migrations/views/events.sql"
};

static const unsigned char profile_sites[] = {
#embed "../../Reports/queries/profile/sites.sql"
};

static const unsigned char profile_steps[] = {
#embed "../../Reports/queries/profile/steps.sql"
};

static const unsigned char profile_tasks[] = {
#embed "../../Reports/queries/profile/tasks.sql"
};

static const unsigned char report_cancellations[] = {
#embed "../../Reports/queries/report/cancellations.sql"
};

static const unsigned char report_coverage[] = {
#embed "../../Reports/queries/report/coverage.sql"
};

static const unsigned char digest_longest_wait[] = {
#embed "../../Reports/queries/digest/longest_wait.sql"
};

static const unsigned char tasks_at[] = {
#embed "../../Reports/queries/tasks/at.sql"
};

static const unsigned char tasks_alive[] = {
#embed "../../Reports/queries/tasks/alive.sql"
};

static const unsigned char tasks_following[] = {
#embed "../../Reports/queries/tasks/following.sql"
};

static const unsigned char tasks_following_of[] = {
#embed "../../Reports/queries/tasks/following_of.sql"
};

static const unsigned char tasks_end[] = {
#embed "../../Reports/queries/tasks/end.sql"
};

static const unsigned char tasks_future_sources[] = {
#embed "../../Reports/queries/tasks/future_sources.sql"
};

static const unsigned char why_coverage_gaps[] = {
#embed "../../Reports/queries/why/coverage_gaps.sql"
};

static const unsigned char why_functions[] = {
#embed "../../Reports/queries/why/functions.sql"
};

static const unsigned char why_get[] = {
#embed "../../Reports/queries/why/get.sql"
};

static const unsigned char why_holder[] = {
#embed "../../Reports/queries/why/holder.sql"
};

static const unsigned char why_label[] = {
#embed "../../Reports/queries/why/label.sql"
};

static const unsigned char why_life[] = {
#embed "../../Reports/queries/why/life.sql"
};

static const unsigned char why_living_child[] = {
#embed "../../Reports/queries/why/living_child.sql"
};

static const unsigned char why_named[] = {
#embed "../../Reports/queries/why/named.sql"
};

static const unsigned char why_object[] = {
#embed "../../Reports/queries/why/object.sql"
};

static const unsigned char why_open[] = {
#embed "../../Reports/queries/why/open.sql"
};

static const unsigned char why_put[] = {
#embed "../../Reports/queries/why/put.sql"
};

static const unsigned char why_similar_names[] = {
#embed "../../Reports/queries/why/similar_names.sql"
};

static const unsigned char why_site[] = {
#embed "../../Reports/queries/why/site.sql"
};

static const unsigned char why_step_before[] = {
#embed "../../Reports/queries/why/step_before.sql"
};

static const unsigned char why_step_from[] = {
#embed "../../Reports/queries/why/step_from.sql"
};

static const unsigned char why_steps[] = {
#embed "../../Reports/queries/why/steps.sql"
};

static const unsigned char why_task[] = {
#embed "../../Reports/queries/why/task.sql"
};

static const unsigned char why_thread[] = {
#embed "../../Reports/queries/why/thread.sql"
};

static const unsigned char report_losses[] = {
#embed "../../Reports/queries/report/losses.sql"
};

static const unsigned char report_slow_callbacks[] = {
#embed "../../Reports/queries/report/slow_callbacks.sql"
};

static const unsigned char report_timeline_lanes[] = {
#embed "../../Reports/queries/report/timeline_lanes.sql"
};

static const unsigned char report_timeline_steps[] = {
#embed "../../Reports/queries/report/timeline_steps.sql"
};

static const unsigned char report_timeline_open[] = {
#embed "../../Reports/queries/report/timeline_open.sql"
};

static const unsigned char report_totals[] = {
#embed "../../Reports/queries/report/totals.sql"
};

static const unsigned char report_trace[] = {
#embed "../../Reports/queries/report/trace.sql"
};

static const unsigned char report_waits[] = {
#embed "../../Reports/queries/report/waits.sql"
};

static const unsigned char digest_tasks[] = {
#embed "../../Reports/queries/digest/tasks.sql"
};

static const unsigned char digest_end[] = {
#embed "../../Reports/queries/digest/end.sql"
};

static const unsigned char digest_durations[] = {
#embed "../../Reports/queries/digest/durations.sql"
};

static const unsigned char digest_entries[] = {
#embed "../../Reports/queries/digest/entries.sql"
};

static const unsigned char digest_histogram[] = {
#embed "../../Reports/queries/digest/histogram.sql"
};

static const unsigned char digest_text[] = {
#embed "../../Reports/queries/digest/text.sql"
};

static const unsigned char ledger_cancellations[] = {
#embed "../../Reports/queries/ledger/cancellations.sql"
};

static const unsigned char ledger_objects[] = {
#embed "../../Reports/queries/ledger/objects.sql"
};

static const unsigned char latency_waits[] = {
#embed "../../Reports/queries/latency/waits.sql"
};

static const unsigned char digest_queue[] = {
#embed "../../Reports/queries/digest/queue.sql"
};

static const unsigned char digest_queue_operations[] = {
#embed "../../Reports/queries/digest/queue_operations.sql"
};

static const unsigned char findings_anomaly[] = {
#embed "../../Reports/queries/findings/anomaly.sql"
};

static const unsigned char findings_destroyed_pending[] = {
#embed "../../Reports/queries/findings/destroyed_pending.sql"
};

static const unsigned char findings_failed_tasks[] = {
#embed "../../Reports/queries/findings/failed_tasks.sql"
};

static const unsigned char findings_loss[] = {
#embed "../../Reports/queries/findings/loss.sql"
};

static const unsigned char findings_never_ended[] = {
#embed "../../Reports/queries/findings/never_ended.sql"
};

static const unsigned char findings_never_retrieved[] = {
#embed "../../Reports/queries/findings/never_retrieved.sql"
};

static const unsigned char digest_queue_places[] = {
#embed "../../Reports/queries/digest/queue_places.sql"
};

static const unsigned char findings_slow_callback[] = {
#embed "../../Reports/queries/findings/slow_callback.sql"
};

static const unsigned char findings_slow_cancellation[] = {
#embed "../../Reports/queries/findings/slow_cancellation.sql"
};

static const unsigned char digest_longest_run[] = {
#embed "../../Reports/queries/digest/longest_run.sql"
};

static const unsigned char export_links[] = {
#embed "../../Reports/queries/export/links.sql"
};

static const unsigned char export_losses[] = {
#embed "../../Reports/queries/export/losses.sql"
};

static const unsigned char export_marks[] = {
#embed "../../Reports/queries/export/marks.sql"
};

static const unsigned char export_objects[] = {
#embed "../../Reports/queries/export/objects.sql"
};

static const unsigned char export_open_steps[] = {
#embed "../../Reports/queries/export/open_steps.sql"
};

static const unsigned char export_processes[] = {
#embed "../../Reports/queries/export/processes.sql"
};

static const unsigned char export_queue_operations[] = {
#embed "../../Reports/queries/export/queue_operations.sql"
};

static const unsigned char export_queues[] = {
#embed "../../Reports/queries/export/queues.sql"
};

static const unsigned char export_site[] = {
#embed "../../Reports/queries/export/site.sql"
};

static const unsigned char export_stack_steps[] = {
#embed "../../Reports/queries/export/stack_steps.sql"
};

static const unsigned char export_stacks[] = {
#embed "../../Reports/queries/export/stacks.sql"
};

static const unsigned char export_steps[] = {
#embed "../../Reports/queries/export/steps.sql"
};

static const unsigned char export_tasks[] = {
#embed "../../Reports/queries/export/tasks.sql"
};

static const unsigned char export_threads[] = {
#embed "../../Reports/queries/export/threads.sql"
};

static const unsigned char export_trace[] = {
#embed "../../Reports/queries/export/trace.sql"
};

static const unsigned char export_views[] = {
#embed "../../Reports/queries/export/views.sql"
};

static const unsigned char top_awaiting[] = {
#embed "../../Reports/queries/top/awaiting.sql"
};

static const unsigned char top_labels[] = {
#embed "../../Reports/queries/top/labels.sql"
};

static const unsigned char top_last_steps[] = {
#embed "../../Reports/queries/top/last_steps.sql"
};

static const unsigned char top_open_tasks[] = {
#embed "../../Reports/queries/top/open_tasks.sql"
};

static const unsigned char top_queues[] = {
#embed "../../Reports/queries/top/queues.sql"
};

static const unsigned char top_stack[] = {
#embed "../../Reports/queries/top/stack.sql"
};

static const unsigned char top_steps[] = {
#embed "../../Reports/queries/top/steps.sql"
};

static const unsigned char top_task[] = {
#embed "../../Reports/queries/top/task.sql"
};

static const unsigned char top_trace[] = {
#embed "../../Reports/queries/top/trace.sql"
};

static const unsigned char findings_starvation_culprit[] = {
#embed "../../Reports/queries/findings/starvation_culprit.sql"
};

static const unsigned char findings_after_cancellation[] = {
#embed "../../Reports/queries/findings/after_cancellation.sql"
};

static const unsigned char findings_blocked_producer[] = {
#embed "../../Reports/queries/findings/blocked_producer.sql"
};

static const unsigned char findings_cancelled_wait[] = {
#embed "../../Reports/queries/findings/cancelled_wait.sql"
};

static const unsigned char findings_dwell_outlier[] = {
#embed "../../Reports/queries/findings/dwell_outlier.sql"
};

static const unsigned char findings_group_children[] = {
#embed "../../Reports/queries/findings/group_children.sql"
};

static const unsigned char findings_holder_steps[] = {
#embed "../../Reports/queries/findings/holder_steps.sql"
};

static const unsigned char findings_leaked_continuation[] = {
#embed "../../Reports/queries/findings/leaked_continuation.sql"
};

static const unsigned char findings_living[] = {
#embed "../../Reports/queries/findings/living.sql"
};

static const unsigned char findings_lock_waiters[] = {
#embed "../../Reports/queries/findings/lock_waiters.sql"
};

static const unsigned char findings_lost_wake_up[] = {
#embed "../../Reports/queries/findings/lost_wake_up.sql"
};

static const unsigned char findings_object[] = {
#embed "../../Reports/queries/findings/object.sql"
};

static const unsigned char findings_open_gets[] = {
#embed "../../Reports/queries/findings/open_gets.sql"
};

static const unsigned char findings_open_waits[] = {
#embed "../../Reports/queries/findings/open_waits.sql"
};

static const unsigned char findings_place[] = {
#embed "../../Reports/queries/findings/place.sql"
};

static const unsigned char findings_queue_consumers[] = {
#embed "../../Reports/queries/findings/queue_consumers.sql"
};

static const unsigned char findings_queue_gets[] = {
#embed "../../Reports/queries/digest/queue_gets.sql"
};

static const unsigned char findings_queue_users[] = {
#embed "../../Reports/queries/findings/queue_users.sql"
};

static const unsigned char findings_task[] = {
#embed "../../Reports/queries/findings/task.sql"
};

static const unsigned char findings_thundering_herd[] = {
#embed "../../Reports/queries/findings/thundering_herd.sql"
};

static const unsigned char digest_holdings[] = {
#embed "../../Reports/queries/digest/holdings.sql"
};

static const unsigned char digest_locks[] = {
#embed "../../Reports/queries/digest/locks.sql"
};

static const unsigned char digest_wait_reasons[] = {
#embed "../../Reports/queries/digest/wait_reasons.sql"
};

static const unsigned char digest_waits[] = {
#embed "../../Reports/queries/digest/waits.sql"
};

static const unsigned char findings_page_actor_hopping[] = {
#embed "../../Documentation/Findings/actor-hopping.md"
};

static const unsigned char findings_page_blocked_producer[] = {
#embed "../../Documentation/Findings/blocked-producer.md"
};

static const unsigned char findings_page_dwell_outlier[] = {
#embed "../../Documentation/Findings/dwell-outlier.md"
};

static const unsigned char findings_page_hot_actor[] = {
#embed "../../Documentation/Findings/hot-actor.md"
};

static const unsigned char findings_page_leaked_continuation[] = {
#embed "../../Documentation/Findings/leaked-continuation.md"
};

static const unsigned char findings_page_lock_across_await[] = {
#embed "../../Documentation/Findings/lock-across-await.md"
};

static const unsigned char findings_page_lock_convoy[] = {
#embed "../../Documentation/Findings/lock-convoy.md"
};

static const unsigned char findings_page_lock_held_at_end[] = {
#embed "../../Documentation/Findings/lock-held-at-end.md"
};

static const unsigned char findings_page_long_hold[] = {
#embed "../../Documentation/Findings/long-hold.md"
};

static const unsigned char findings_page_lost_wake_up[] = {
#embed "../../Documentation/Findings/lost-wake-up.md"
};

static const unsigned char findings_page_starved_consumer[] = {
#embed "../../Documentation/Findings/starved-consumer.md"
};

static const unsigned char findings_page_swallowed_cancellation[] = {
#embed "../../Documentation/Findings/swallowed-cancellation.md"
};

static const unsigned char findings_page_thundering_herd[] = {
#embed "../../Documentation/Findings/thundering-herd.md"
};

static const unsigned char findings_page_wait_cycle[] = {
#embed "../../Documentation/Findings/wait-cycle.md"
};

static const unsigned char findings_result_discarded[] = {
#embed "../../Reports/queries/findings/result_discarded.sql"
};

static const unsigned char findings_page_result_discarded[] = {
#embed "../../Documentation/Findings/result-discarded.md"
};

static const unsigned char digest_completeness[] = {
#embed "../../Reports/queries/digest/completeness.sql"
};

static const unsigned char findings_unclosed[] = {
#embed "../../Reports/queries/findings/unclosed.sql"
};

static const unsigned char verify_cancellations_in_order[] = {
#embed "../../Reports/queries/verify/cancellations_in_order.sql"
};

static const unsigned char verify_first_step_does_not_wait[] = {
#embed "../../Reports/queries/verify/first_step_does_not_wait.sql"
};

static const unsigned char verify_gets_have_puts[] = {
#embed "../../Reports/queries/verify/gets_have_puts.sql"
};

static const unsigned char verify_living_tasks_are_open[] = {
#embed "../../Reports/queries/verify/living_tasks_are_open.sql"
};

static const unsigned char verify_losses_declared[] = {
#embed "../../Reports/queries/verify/losses_declared.sql"
};

static const unsigned char verify_open_tasks_are_alive[] = {
#embed "../../Reports/queries/verify/open_tasks_are_alive.sql"
};

static const unsigned char verify_parents_come_first[] = {
#embed "../../Reports/queries/verify/parents_come_first.sql"
};

static const unsigned char verify_references_exist[] = {
#embed "../../Reports/queries/verify/references_exist.sql"
};

static const unsigned char verify_runs_of_a_thread_nest[] = {
#embed "../../Reports/queries/verify/runs_of_a_thread_nest.sql"
};

static const unsigned char verify_steps_in_order[] = {
#embed "../../Reports/queries/verify/steps_in_order.sql"
};

static const unsigned char verify_steps_within_task[] = {
#embed "../../Reports/queries/verify/steps_within_task.sql"
};

static const unsigned char verify_task_ends_after_creation[] = {
#embed "../../Reports/queries/verify/task_ends_after_creation.sql"
};

static const unsigned char verify_task_sums[] = {
#embed "../../Reports/queries/verify/task_sums.sql"
};

static const unsigned char verify_wait_totals[] = {
#embed "../../Reports/queries/verify/wait_totals.sql"
};

static const unsigned char verify_tasks_that_act_are_known[] = {
#embed "../../Reports/queries/verify/tasks_that_act_are_known.sql"
};

static const unsigned char verify_times_not_negative[] = {
#embed "../../Reports/queries/verify/times_not_negative.sql"
};

static const unsigned char verify_totals_agree[] = {
#embed "../../Reports/queries/verify/totals_agree.sql"
};

static const unsigned char verify_words_are_known[] = {
#embed "../../Reports/queries/verify/words_are_known.sql"
};

static const unsigned char query_page_callbacks[] = {
#embed "../../Reports/queries/page/callbacks.sql"
};

static const unsigned char query_page_facts[] = {
#embed "../../Reports/queries/page/facts.sql"
};

static const unsigned char query_page_losses[] = {
#embed "../../Reports/queries/page/losses.sql"
};

static const unsigned char query_page_sites[] = {
#embed "../../Reports/queries/page/sites.sql"
};

static const unsigned char query_page_slow_callbacks[] = {
#embed "../../Reports/queries/page/slow_callbacks.sql"
};

static const unsigned char query_page_threads[] = {
#embed "../../Reports/queries/page/threads.sql"
};

static const unsigned char query_page_wait_reasons[] = {
#embed "../../Reports/queries/page/wait_reasons.sql"
};

static const unsigned char query_timeline_objects[] = {
#embed "../../Reports/queries/timeline/objects.sql"
};

static const unsigned char query_timeline_open[] = {
#embed "../../Reports/queries/timeline/open.sql"
};

static const unsigned char query_timeline_queue_items[] = {
#embed "../../Reports/queries/timeline/queue_items.sql"
};

static const unsigned char query_timeline_requests[] = {
#embed "../../Reports/queries/timeline/requests.sql"
};

static const unsigned char query_timeline_sizes[] = {
#embed "../../Reports/queries/timeline/sizes.sql"
};

static const unsigned char query_timeline_stacks[] = {
#embed "../../Reports/queries/timeline/stacks.sql"
};

static const unsigned char query_timeline_steps[] = {
#embed "../../Reports/queries/timeline/steps.sql"
};

static const unsigned char query_timeline_tasks[] = {
#embed "../../Reports/queries/timeline/tasks.sql"
};

static const unsigned char query_timeline_texts[] = {
#embed "../../Reports/queries/timeline/texts.sql"
};

static const unsigned char query_timeline_words[] = {
#embed "../../Reports/queries/timeline/words.sql"
};

static const unsigned char query_timeline_lanes[] = {
#embed "../../Reports/queries/timeline/lanes.sql"
};

static const unsigned char template_report[] = {
#embed "../../Reports/templates/report.html"
};

static const unsigned char style_theme[] = {
#embed "../../Reports/templates/theme.css"
};

static const unsigned char style_layout[] = {
#embed "../../Reports/templates/layout.css"
};

static const unsigned char style_tables[] = {
#embed "../../Reports/templates/tables.css"
};

static const unsigned char style_timeline[] = {
#embed "../../Reports/templates/timeline.css"
};

static const unsigned char style_print[] = {
#embed "../../Reports/templates/print.css"
};

static const unsigned char script_format[] = {
#embed "../../Reports/templates/format.js"
};

static const unsigned char script_dom[] = {
#embed "../../Reports/templates/dom.js"
};

static const unsigned char script_theme[] = {
#embed "../../Reports/templates/theme.js"
};

static const unsigned char script_columns[] = {
#embed "../../Reports/templates/columns.js"
};

static const unsigned char script_tasks[] = {
#embed "../../Reports/templates/tasks.js"
};

static const unsigned char script_tree[] = {
#embed "../../Reports/templates/tree.js"
};

static const unsigned char script_steps[] = {
#embed "../../Reports/templates/steps.js"
};

static const unsigned char script_model[] = {
#embed "../../Reports/templates/model.js"
};

static const unsigned char script_groups[] = {
#embed "../../Reports/templates/groups.js"
};

static const unsigned char script_sums[] = {
#embed "../../Reports/templates/sums.js"
};

static const unsigned char script_relations[] = {
#embed "../../Reports/templates/relations.js"
};

static const unsigned char script_viewport[] = {
#embed "../../Reports/templates/viewport.js"
};

static const unsigned char script_axis[] = {
#embed "../../Reports/templates/axis.js"
};

static const unsigned char script_lanes[] = {
#embed "../../Reports/templates/lanes.js"
};

static const unsigned char script_density[] = {
#embed "../../Reports/templates/density.js"
};

static const unsigned char script_painter[] = {
#embed "../../Reports/templates/painter.js"
};

static const unsigned char script_arrows[] = {
#embed "../../Reports/templates/arrows.js"
};

static const unsigned char script_minimap[] = {
#embed "../../Reports/templates/minimap.js"
};

static const unsigned char script_timeline[] = {
#embed "../../Reports/templates/timeline.js"
};

static const unsigned char script_tools[] = {
#embed "../../Reports/templates/tools.js"
};

static const unsigned char script_hit[] = {
#embed "../../Reports/templates/hit.js"
};

static const unsigned char script_labels[] = {
#embed "../../Reports/templates/labels.js"
};

static const unsigned char script_pointer[] = {
#embed "../../Reports/templates/pointer.js"
};

static const unsigned char script_keyboard[] = {
#embed "../../Reports/templates/keyboard.js"
};

static const unsigned char script_tooltip[] = {
#embed "../../Reports/templates/tooltip.js"
};

static const unsigned char script_statistics[] = {
#embed "../../Reports/templates/statistics.js"
};

static const unsigned char script_scope[] = {
#embed "../../Reports/templates/scope.js"
};

static const unsigned char script_why[] = {
#embed "../../Reports/templates/why.js"
};

static const unsigned char script_details[] = {
#embed "../../Reports/templates/details.js"
};

static const unsigned char script_search[] = {
#embed "../../Reports/templates/search.js"
};

static const unsigned char script_permalink[] = {
#embed "../../Reports/templates/permalink.js"
};

static const unsigned char script_tables[] = {
#embed "../../Reports/templates/tables.js"
};

static const unsigned char script_pictures[] = {
#embed "../../Reports/templates/pictures.js"
};

static const unsigned char script_overview[] = {
#embed "../../Reports/templates/overview.js"
};

static const unsigned char script_sections[] = {
#embed "../../Reports/templates/sections.js"
};

static const unsigned char script_main[] = {
#embed "../../Reports/templates/main.js"
};

static const unsigned char info_runtimes[] = {
#embed "../../Reports/queries/info/runtimes.sql"
};

static const unsigned char info_runtime_checks[] = {
#embed "../../Reports/queries/info/runtime_checks.sql"
};

static const unsigned char info_capture_limits[] = {
#embed "../../Reports/queries/info/capture_limits.sql"
};

static const unsigned char info_facts[] = {
#embed "../../Reports/queries/info/facts.sql"
};

static const unsigned char info_tables[] = {
#embed "../../Reports/queries/info/tables.sql"
};

static const unsigned char info_tasks[] = {
#embed "../../Reports/queries/info/tasks.sql"
};

static const unsigned char screening_facts[] = {
#embed "../../Reports/queries/screening/facts.sql"
};

static const unsigned char screening_steps[] = {
#embed "../../Reports/queries/screening/steps.sql"
};

static const unsigned char screening_tasks[] = {
#embed "../../Reports/queries/screening/tasks.sql"
};

static const unsigned char screening_windows[] = {
#embed "../../Reports/queries/screening/windows.sql"
};

static const unsigned char screening_references[] = {
#embed "../../Reports/queries/screening/references.sql"
};

static const unsigned char screening_excused[] = {
#embed "../../Reports/queries/screening/excused.sql"
};

static const unsigned char screening_oldest[] = {
#embed "../../Reports/queries/screening/oldest.sql"
};

static const unsigned char screening_wait_totals[] = {
#embed "../../Reports/queries/screening/wait_totals.sql"
};

static const unsigned char findings_intention[] = {
#embed "../../Reports/queries/findings/intention.sql"
};

static const unsigned char findings_lock_step[] = {
#embed "../../Reports/queries/findings/lock_step.sql"
};

static const unsigned char findings_never_yielding[] = {
#embed "../../Reports/queries/findings/never_yielding.sql"
};

static const unsigned char findings_priority_inversion[] = {
#embed "../../Reports/queries/findings/priority_inversion.sql"
};

static const unsigned char digest_serial_threads[] = {
#embed "../../Reports/queries/digest/serial_threads.sql"
};

static const unsigned char findings_site[] = {
#embed "../../Reports/queries/findings/site.sql"
};

static const unsigned char digest_site_runs[] = {
#embed "../../Reports/queries/digest/site_runs.sql"
};

static const unsigned char findings_slow_iteration[] = {
#embed "../../Reports/queries/findings/slow_iteration.sql"
};

static const unsigned char digest_stalled_long[] = {
#embed "../../Reports/queries/digest/stalled_long.sql"
};

static const unsigned char findings_stalled_open[] = {
#embed "../../Reports/queries/findings/stalled_open.sql"
};

static const unsigned char digest_stalled_steps[] = {
#embed "../../Reports/queries/digest/stalled_steps.sql"
};

static const unsigned char findings_starvation_open[] = {
#embed "../../Reports/queries/findings/starvation_open.sql"
};

static const unsigned char findings_thread_runs[] = {
#embed "../../Reports/queries/findings/thread_runs.sql"
};

static const unsigned char findings_timer_drift[] = {
#embed "../../Reports/queries/findings/timer_drift.sql"
};

static const unsigned char findings_wrong_thread[] = {
#embed "../../Reports/queries/findings/wrong_thread.sql"
};

static const unsigned char digest_marks[] = {
#embed "../../Reports/queries/digest/marks.sql"
};

static const unsigned char digest_steps[] = {
#embed "../../Reports/queries/digest/steps.sql"
};

static const unsigned char findings_page_lock_step[] = {
#embed "../../Documentation/Findings/lock-step.md"
};

static const unsigned char findings_page_never_yielding[] = {
#embed "../../Documentation/Findings/never-yielding.md"
};

static const unsigned char findings_page_overhead[] = {
#embed "../../Documentation/Findings/overhead.md"
};

static const unsigned char findings_page_priority_inversion[] = {
#embed "../../Documentation/Findings/priority-inversion.md"
};

static const unsigned char findings_page_self_waking[] = {
#embed "../../Documentation/Findings/self-waking.md"
};

static const unsigned char findings_page_slow_iteration[] = {
#embed "../../Documentation/Findings/slow-iteration.md"
};

static const unsigned char findings_page_slow_outlier[] = {
#embed "../../Documentation/Findings/slow-outlier.md"
};

static const unsigned char findings_page_stalled_executor[] = {
#embed "../../Documentation/Findings/stalled-executor.md"
};

static const unsigned char findings_page_task_leak[] = {
#embed "../../Documentation/Findings/task-leak.md"
};

static const unsigned char findings_page_timer_drift[] = {
#embed "../../Documentation/Findings/timer-drift.md"
};

static const unsigned char findings_page_tiny_tasks[] = {
#embed "../../Documentation/Findings/tiny-tasks.md"
};

static const unsigned char findings_page_wrong_thread[] = {
#embed "../../Documentation/Findings/wrong-thread.md"
};

static const unsigned char digest_self_wakes[] = {
#embed "../../Reports/queries/digest/self_wakes.sql"
};

static const unsigned char digest_site_counts[] = {
#embed "../../Reports/queries/digest/site_counts.sql"
};

static const unsigned char findings_page_readme[] = {
#embed "../../Documentation/Findings/README.md"
};

static const unsigned char findings_page_anomaly[] = {
#embed "../../Documentation/Findings/anomaly.md"
};

static const unsigned char findings_page_destroyed_pending[] = {
#embed "../../Documentation/Findings/destroyed-pending.md"
};

static const unsigned char findings_page_failed_tasks[] = {
#embed "../../Documentation/Findings/failed-tasks.md"
};

static const unsigned char findings_page_loss[] = {
#embed "../../Documentation/Findings/loss.md"
};

static const unsigned char findings_page_never_ended[] = {
#embed "../../Documentation/Findings/never-ended.md"
};

static const unsigned char findings_page_never_retrieved[] = {
#embed "../../Documentation/Findings/never-retrieved.md"
};

static const unsigned char findings_page_queue_growth[] = {
#embed "../../Documentation/Findings/queue-growth.md"
};

static const unsigned char findings_page_slow_callback[] = {
#embed "../../Documentation/Findings/slow-callback.md"
};

static const unsigned char findings_page_slow_cancellation[] = {
#embed "../../Documentation/Findings/slow-cancellation.md"
};

static const unsigned char findings_page_starvation[] = {
#embed "../../Documentation/Findings/starvation.md"
};

static const unsigned char findings_page_unclosed[] = {
#embed "../../Documentation/Findings/unclosed.md"
};

#define FILE(path, name) {path, name, sizeof name}

static const embedded_file embedded_files[] = {
    FILE("Migrations/schema/0001_initial.sql", schema_0001),
    FILE("Migrations/views/trace.sql", view_trace),
    FILE("Migrations/views/runtime.sql", view_runtime),
    FILE("Migrations/views/sites.sql", view_sites),
    FILE("Migrations/views/tasks.sql", view_tasks),
    FILE("Migrations/views/steps.sql", view_steps),
    FILE("Migrations/views/callbacks.sql", view_callbacks),
    FILE("Migrations/views/awaits.sql", view_awaits),
    FILE("Migrations/views/objects.sql", view_objects),
    FILE("Migrations/views/timeouts.sql", view_timeouts),
    FILE("Migrations/views/futures.sql", view_futures),
    FILE("Migrations/views/locks.sql", view_locks),
    FILE("Migrations/views/queues.sql", view_queues),
    FILE("Migrations/views/totals.sql", view_totals),
    FILE("Migrations/views/ledgers.sql", view_ledgers),
    FILE("Migrations/views/events.sql", view_events),
    FILE("Reports/queries/profile/sites.sql", profile_sites),
    FILE("Reports/queries/profile/steps.sql", profile_steps),
    FILE("Reports/queries/profile/tasks.sql", profile_tasks),
    FILE("Reports/queries/report/cancellations.sql", report_cancellations),
    FILE("Reports/queries/report/coverage.sql", report_coverage),
    FILE("Reports/queries/digest/longest_wait.sql", digest_longest_wait),
    FILE("Reports/queries/tasks/at.sql", tasks_at),
    FILE("Reports/queries/tasks/alive.sql", tasks_alive),
    FILE("Reports/queries/tasks/following.sql", tasks_following),
    FILE("Reports/queries/tasks/following_of.sql", tasks_following_of),
    FILE("Reports/queries/tasks/end.sql", tasks_end),
    FILE("Reports/queries/tasks/future_sources.sql", tasks_future_sources),
    FILE("Reports/queries/why/coverage_gaps.sql", why_coverage_gaps),
    FILE("Reports/queries/why/functions.sql", why_functions),
    FILE("Reports/queries/why/get.sql", why_get),
    FILE("Reports/queries/why/holder.sql", why_holder),
    FILE("Reports/queries/why/label.sql", why_label),
    FILE("Reports/queries/why/life.sql", why_life),
    FILE("Reports/queries/why/living_child.sql", why_living_child),
    FILE("Reports/queries/why/named.sql", why_named),
    FILE("Reports/queries/why/object.sql", why_object),
    FILE("Reports/queries/why/open.sql", why_open),
    FILE("Reports/queries/why/put.sql", why_put),
    FILE("Reports/queries/why/similar_names.sql", why_similar_names),
    FILE("Reports/queries/why/site.sql", why_site),
    FILE("Reports/queries/why/step_before.sql", why_step_before),
    FILE("Reports/queries/why/step_from.sql", why_step_from),
    FILE("Reports/queries/why/steps.sql", why_steps),
    FILE("Reports/queries/why/task.sql", why_task),
    FILE("Reports/queries/why/thread.sql", why_thread),
    FILE("Reports/queries/report/losses.sql", report_losses),
    FILE("Reports/queries/report/slow_callbacks.sql", report_slow_callbacks),
    FILE("Reports/queries/report/timeline_lanes.sql", report_timeline_lanes),
    FILE("Reports/queries/report/timeline_steps.sql", report_timeline_steps),
    FILE("Reports/queries/report/timeline_open.sql", report_timeline_open),
    FILE("Reports/queries/report/totals.sql", report_totals),
    FILE("Reports/queries/report/trace.sql", report_trace),
    FILE("Reports/queries/report/waits.sql", report_waits),
    FILE("Reports/queries/digest/tasks.sql", digest_tasks),
    FILE("Reports/queries/digest/end.sql", digest_end),
    FILE("Reports/queries/digest/durations.sql", digest_durations),
    FILE("Reports/queries/digest/entries.sql", digest_entries),
    FILE("Reports/queries/digest/histogram.sql", digest_histogram),
    FILE("Reports/queries/digest/text.sql", digest_text),
    FILE("Reports/queries/ledger/cancellations.sql", ledger_cancellations),
    FILE("Reports/queries/ledger/objects.sql", ledger_objects),
    FILE("Reports/queries/latency/waits.sql", latency_waits),
    FILE("Reports/queries/digest/queue.sql", digest_queue),
    FILE("Reports/queries/digest/queue_operations.sql", digest_queue_operations),
    FILE("Reports/queries/findings/anomaly.sql", findings_anomaly),
    FILE("Reports/queries/findings/destroyed_pending.sql", findings_destroyed_pending),
    FILE("Reports/queries/findings/failed_tasks.sql", findings_failed_tasks),
    FILE("Reports/queries/findings/loss.sql", findings_loss),
    FILE("Reports/queries/findings/never_ended.sql", findings_never_ended),
    FILE("Reports/queries/findings/never_retrieved.sql", findings_never_retrieved),
    FILE("Reports/queries/digest/queue_places.sql", digest_queue_places),
    FILE("Reports/queries/findings/slow_callback.sql", findings_slow_callback),
    FILE("Reports/queries/findings/slow_cancellation.sql", findings_slow_cancellation),
    FILE("Reports/queries/digest/longest_run.sql", digest_longest_run),
    FILE("Reports/queries/export/links.sql", export_links),
    FILE("Reports/queries/export/losses.sql", export_losses),
    FILE("Reports/queries/export/marks.sql", export_marks),
    FILE("Reports/queries/export/objects.sql", export_objects),
    FILE("Reports/queries/export/open_steps.sql", export_open_steps),
    FILE("Reports/queries/export/processes.sql", export_processes),
    FILE("Reports/queries/export/queue_operations.sql", export_queue_operations),
    FILE("Reports/queries/export/queues.sql", export_queues),
    FILE("Reports/queries/export/site.sql", export_site),
    FILE("Reports/queries/export/stack_steps.sql", export_stack_steps),
    FILE("Reports/queries/export/stacks.sql", export_stacks),
    FILE("Reports/queries/export/steps.sql", export_steps),
    FILE("Reports/queries/export/tasks.sql", export_tasks),
    FILE("Reports/queries/export/threads.sql", export_threads),
    FILE("Reports/queries/export/trace.sql", export_trace),
    FILE("Reports/queries/export/views.sql", export_views),
    FILE("Reports/queries/top/awaiting.sql", top_awaiting),
    FILE("Reports/queries/top/labels.sql", top_labels),
    FILE("Reports/queries/top/last_steps.sql", top_last_steps),
    FILE("Reports/queries/top/open_tasks.sql", top_open_tasks),
    FILE("Reports/queries/top/queues.sql", top_queues),
    FILE("Reports/queries/top/stack.sql", top_stack),
    FILE("Reports/queries/top/steps.sql", top_steps),
    FILE("Reports/queries/top/task.sql", top_task),
    FILE("Reports/queries/top/trace.sql", top_trace),
    FILE("Reports/queries/findings/starvation_culprit.sql", findings_starvation_culprit),
    FILE("Reports/queries/findings/after_cancellation.sql", findings_after_cancellation),
    FILE("Reports/queries/findings/blocked_producer.sql", findings_blocked_producer),
    FILE("Reports/queries/findings/cancelled_wait.sql", findings_cancelled_wait),
    FILE("Reports/queries/findings/dwell_outlier.sql", findings_dwell_outlier),
    FILE("Reports/queries/findings/group_children.sql", findings_group_children),
    FILE("Reports/queries/findings/holder_steps.sql", findings_holder_steps),
    FILE("Reports/queries/findings/leaked_continuation.sql", findings_leaked_continuation),
    FILE("Reports/queries/findings/living.sql", findings_living),
    FILE("Reports/queries/findings/lock_waiters.sql", findings_lock_waiters),
    FILE("Reports/queries/findings/lost_wake_up.sql", findings_lost_wake_up),
    FILE("Reports/queries/findings/object.sql", findings_object),
    FILE("Reports/queries/findings/open_gets.sql", findings_open_gets),
    FILE("Reports/queries/findings/open_waits.sql", findings_open_waits),
    FILE("Reports/queries/findings/place.sql", findings_place),
    FILE("Reports/queries/findings/queue_consumers.sql", findings_queue_consumers),
    FILE("Reports/queries/digest/queue_gets.sql", findings_queue_gets),
    FILE("Reports/queries/findings/queue_users.sql", findings_queue_users),
    FILE("Reports/queries/findings/task.sql", findings_task),
    FILE("Reports/queries/findings/thundering_herd.sql", findings_thundering_herd),
    FILE("Reports/queries/digest/holdings.sql", digest_holdings),
    FILE("Reports/queries/digest/locks.sql", digest_locks),
    FILE("Reports/queries/digest/wait_reasons.sql", digest_wait_reasons),
    FILE("Reports/queries/digest/waits.sql", digest_waits),
    FILE("Documentation/Findings/actor-hopping.md", findings_page_actor_hopping),
    FILE("Documentation/Findings/blocked-producer.md", findings_page_blocked_producer),
    FILE("Documentation/Findings/dwell-outlier.md", findings_page_dwell_outlier),
    FILE("Documentation/Findings/hot-actor.md", findings_page_hot_actor),
    FILE("Documentation/Findings/leaked-continuation.md", findings_page_leaked_continuation),
    FILE("Documentation/Findings/lock-across-await.md", findings_page_lock_across_await),
    FILE("Documentation/Findings/lock-convoy.md", findings_page_lock_convoy),
    FILE("Documentation/Findings/lock-held-at-end.md", findings_page_lock_held_at_end),
    FILE("Documentation/Findings/long-hold.md", findings_page_long_hold),
    FILE("Documentation/Findings/lost-wake-up.md", findings_page_lost_wake_up),
    FILE("Documentation/Findings/starved-consumer.md", findings_page_starved_consumer),
    FILE("Documentation/Findings/swallowed-cancellation.md", findings_page_swallowed_cancellation),
    FILE("Documentation/Findings/thundering-herd.md", findings_page_thundering_herd),
    FILE("Documentation/Findings/wait-cycle.md", findings_page_wait_cycle),
    FILE("Reports/queries/findings/result_discarded.sql", findings_result_discarded),
    FILE("Documentation/Findings/result-discarded.md", findings_page_result_discarded),
    FILE("Reports/queries/digest/completeness.sql", digest_completeness),
    FILE("Reports/queries/findings/unclosed.sql", findings_unclosed),
    FILE("Reports/queries/verify/cancellations_in_order.sql", verify_cancellations_in_order),
    FILE("Reports/queries/verify/first_step_does_not_wait.sql", verify_first_step_does_not_wait),
    FILE("Reports/queries/verify/gets_have_puts.sql", verify_gets_have_puts),
    FILE("Reports/queries/verify/living_tasks_are_open.sql", verify_living_tasks_are_open),
    FILE("Reports/queries/verify/losses_declared.sql", verify_losses_declared),
    FILE("Reports/queries/verify/open_tasks_are_alive.sql", verify_open_tasks_are_alive),
    FILE("Reports/queries/verify/parents_come_first.sql", verify_parents_come_first),
    FILE("Reports/queries/verify/references_exist.sql", verify_references_exist),
    FILE("Reports/queries/verify/runs_of_a_thread_nest.sql", verify_runs_of_a_thread_nest),
    FILE("Reports/queries/verify/steps_in_order.sql", verify_steps_in_order),
    FILE("Reports/queries/verify/steps_within_task.sql", verify_steps_within_task),
    FILE("Reports/queries/verify/task_ends_after_creation.sql", verify_task_ends_after_creation),
    FILE("Reports/queries/verify/task_sums.sql", verify_task_sums),
    FILE("Reports/queries/verify/wait_totals.sql", verify_wait_totals),
    FILE("Reports/queries/verify/tasks_that_act_are_known.sql", verify_tasks_that_act_are_known),
    FILE("Reports/queries/verify/times_not_negative.sql", verify_times_not_negative),
    FILE("Reports/queries/verify/totals_agree.sql", verify_totals_agree),
    FILE("Reports/queries/verify/words_are_known.sql", verify_words_are_known),
    FILE("Reports/queries/page/callbacks.sql", query_page_callbacks),
    FILE("Reports/queries/page/facts.sql", query_page_facts),
    FILE("Reports/queries/page/losses.sql", query_page_losses),
    FILE("Reports/queries/page/sites.sql", query_page_sites),
    FILE("Reports/queries/page/slow_callbacks.sql", query_page_slow_callbacks),
    FILE("Reports/queries/page/threads.sql", query_page_threads),
    FILE("Reports/queries/page/wait_reasons.sql", query_page_wait_reasons),
    FILE("Reports/queries/timeline/objects.sql", query_timeline_objects),
    FILE("Reports/queries/timeline/open.sql", query_timeline_open),
    FILE("Reports/queries/timeline/queue_items.sql", query_timeline_queue_items),
    FILE("Reports/queries/timeline/requests.sql", query_timeline_requests),
    FILE("Reports/queries/timeline/sizes.sql", query_timeline_sizes),
    FILE("Reports/queries/timeline/stacks.sql", query_timeline_stacks),
    FILE("Reports/queries/timeline/steps.sql", query_timeline_steps),
    FILE("Reports/queries/timeline/tasks.sql", query_timeline_tasks),
    FILE("Reports/queries/timeline/texts.sql", query_timeline_texts),
    FILE("Reports/queries/timeline/words.sql", query_timeline_words),
    FILE("Reports/queries/timeline/lanes.sql", query_timeline_lanes),
    FILE("Reports/templates/report.html", template_report),
    FILE("Reports/templates/theme.css", style_theme),
    FILE("Reports/templates/layout.css", style_layout),
    FILE("Reports/templates/tables.css", style_tables),
    FILE("Reports/templates/timeline.css", style_timeline),
    FILE("Reports/templates/print.css", style_print),
    FILE("Reports/templates/format.js", script_format),
    FILE("Reports/templates/dom.js", script_dom),
    FILE("Reports/templates/theme.js", script_theme),
    FILE("Reports/templates/columns.js", script_columns),
    FILE("Reports/templates/tasks.js", script_tasks),
    FILE("Reports/templates/tree.js", script_tree),
    FILE("Reports/templates/steps.js", script_steps),
    FILE("Reports/templates/model.js", script_model),
    FILE("Reports/templates/groups.js", script_groups),
    FILE("Reports/templates/sums.js", script_sums),
    FILE("Reports/templates/relations.js", script_relations),
    FILE("Reports/templates/viewport.js", script_viewport),
    FILE("Reports/templates/axis.js", script_axis),
    FILE("Reports/templates/lanes.js", script_lanes),
    FILE("Reports/templates/density.js", script_density),
    FILE("Reports/templates/painter.js", script_painter),
    FILE("Reports/templates/arrows.js", script_arrows),
    FILE("Reports/templates/minimap.js", script_minimap),
    FILE("Reports/templates/timeline.js", script_timeline),
    FILE("Reports/templates/tools.js", script_tools),
    FILE("Reports/templates/hit.js", script_hit),
    FILE("Reports/templates/labels.js", script_labels),
    FILE("Reports/templates/pointer.js", script_pointer),
    FILE("Reports/templates/keyboard.js", script_keyboard),
    FILE("Reports/templates/tooltip.js", script_tooltip),
    FILE("Reports/templates/statistics.js", script_statistics),
    FILE("Reports/templates/scope.js", script_scope),
    FILE("Reports/templates/why.js", script_why),
    FILE("Reports/templates/details.js", script_details),
    FILE("Reports/templates/search.js", script_search),
    FILE("Reports/templates/permalink.js", script_permalink),
    FILE("Reports/templates/tables.js", script_tables),
    FILE("Reports/templates/pictures.js", script_pictures),
    FILE("Reports/templates/overview.js", script_overview),
    FILE("Reports/templates/sections.js", script_sections),
    FILE("Reports/templates/main.js", script_main),
    FILE("Reports/queries/info/facts.sql", info_facts),
    FILE("Reports/queries/info/runtimes.sql", info_runtimes),
    FILE("Reports/queries/info/runtime_checks.sql", info_runtime_checks),
    FILE("Reports/queries/info/capture_limits.sql", info_capture_limits),
    FILE("Reports/queries/info/tables.sql", info_tables),
    FILE("Reports/queries/info/tasks.sql", info_tasks),
    FILE("Reports/queries/screening/facts.sql", screening_facts),
    FILE("Reports/queries/screening/steps.sql", screening_steps),
    FILE("Reports/queries/screening/tasks.sql", screening_tasks),
    FILE("Reports/queries/screening/windows.sql", screening_windows),
    FILE("Reports/queries/screening/references.sql", screening_references),
    FILE("Reports/queries/screening/excused.sql", screening_excused),
    FILE("Reports/queries/screening/oldest.sql", screening_oldest),
    FILE("Reports/queries/screening/wait_totals.sql", screening_wait_totals),
    FILE("Reports/queries/findings/intention.sql", findings_intention),
    FILE("Reports/queries/findings/lock_step.sql", findings_lock_step),
    FILE("Reports/queries/findings/never_yielding.sql", findings_never_yielding),
    FILE("Reports/queries/findings/priority_inversion.sql", findings_priority_inversion),
    FILE("Reports/queries/digest/serial_threads.sql", digest_serial_threads),
    FILE("Reports/queries/findings/site.sql", findings_site),
    FILE("Reports/queries/digest/site_runs.sql", digest_site_runs),
    FILE("Reports/queries/findings/slow_iteration.sql", findings_slow_iteration),
    FILE("Reports/queries/digest/stalled_long.sql", digest_stalled_long),
    FILE("Reports/queries/findings/stalled_open.sql", findings_stalled_open),
    FILE("Reports/queries/digest/stalled_steps.sql", digest_stalled_steps),
    FILE("Reports/queries/findings/starvation_open.sql", findings_starvation_open),
    FILE("Reports/queries/findings/thread_runs.sql", findings_thread_runs),
    FILE("Reports/queries/findings/timer_drift.sql", findings_timer_drift),
    FILE("Reports/queries/findings/wrong_thread.sql", findings_wrong_thread),
    FILE("Reports/queries/digest/marks.sql", digest_marks),
    FILE("Reports/queries/digest/steps.sql", digest_steps),
    FILE("Documentation/Findings/lock-step.md", findings_page_lock_step),
    FILE("Documentation/Findings/never-yielding.md", findings_page_never_yielding),
    FILE("Documentation/Findings/overhead.md", findings_page_overhead),
    FILE("Documentation/Findings/priority-inversion.md", findings_page_priority_inversion),
    FILE("Documentation/Findings/self-waking.md", findings_page_self_waking),
    FILE("Documentation/Findings/slow-iteration.md", findings_page_slow_iteration),
    FILE("Documentation/Findings/slow-outlier.md", findings_page_slow_outlier),
    FILE("Documentation/Findings/stalled-executor.md", findings_page_stalled_executor),
    FILE("Documentation/Findings/task-leak.md", findings_page_task_leak),
    FILE("Documentation/Findings/timer-drift.md", findings_page_timer_drift),
    FILE("Documentation/Findings/tiny-tasks.md", findings_page_tiny_tasks),
    FILE("Documentation/Findings/wrong-thread.md", findings_page_wrong_thread),
    FILE("Reports/queries/digest/self_wakes.sql", digest_self_wakes),
    FILE("Reports/queries/digest/site_counts.sql", digest_site_counts),
    FILE("Documentation/Findings/README.md", findings_page_readme),
    FILE("Documentation/Findings/anomaly.md", findings_page_anomaly),
    FILE("Documentation/Findings/destroyed-pending.md", findings_page_destroyed_pending),
    FILE("Documentation/Findings/failed-tasks.md", findings_page_failed_tasks),
    FILE("Documentation/Findings/loss.md", findings_page_loss),
    FILE("Documentation/Findings/never-ended.md", findings_page_never_ended),
    FILE("Documentation/Findings/never-retrieved.md", findings_page_never_retrieved),
    FILE("Documentation/Findings/queue-growth.md", findings_page_queue_growth),
    FILE("Documentation/Findings/slow-callback.md", findings_page_slow_callback),
    FILE("Documentation/Findings/slow-cancellation.md", findings_page_slow_cancellation),
    FILE("Documentation/Findings/starvation.md", findings_page_starvation),
    FILE("Documentation/Findings/unclosed.md", findings_page_unclosed),
};

const size_t embedded_file_count = sizeof embedded_files / sizeof embedded_files[0];

const embedded_file *embedded_file_list(void) { return embedded_files; }
